/**
 * The page's own script, in plain words of every browser since 2018. It reads its token from its own address, so the
 * page itself carries none, and asks the gateway that served it.
 */
export const LINK_SCRIPT = `'use strict';
(function () {
  var page = document.body.dataset;
  var words = JSON.parse(page.words);
  var parts = location.pathname.replace(/\\/+$/, '').split('/');
  var token = parts.pop();
  var head = parts.join('/') + '/';
  var byId = function (id) { return document.getElementById(id); };
  var over = false;
  var lately = 0;
  function say(state, detail) {
    var more = detail || words.more[state] || '';
    if (page.state === state && byId('more').textContent === more) return;
    page.state = state;
    byId('said').textContent = words.said[state];
    byId('more').textContent = more;
  }
  function linked() {
    over = true;
    say('linked');
    if (window.parent !== window) window.parent.postMessage({ rookery: 'linked' }, '*');
    if (page.returnUrl) setTimeout(function () { location.assign(page.returnUrl); }, 1500);
  }
  function show(frame) {
    if (frame.type === 'alreadyLogged') return linked();
    if (frame.type === 'passkeyRequired') return say('passkey');
    if (frame.type === 'qrCode') {
      byId('qr').src = 'data:image/png;base64,' + frame.message;
      return say('qr');
    }
    var state = words.states[frame.message];
    if (state) return say(state);
    say('failed', frame.message);
  }
  function again(ms) { if (!over) setTimeout(ask, ms); }
  function ask() {
    if (document.hidden) return again(1000);
    fetch(head + page.ask + '/' + token).then(function (answer) {
      if (answer.status === 429) return again(2000);
      return answer.text().then(function (text) {
        if (answer.ok) {
          var frame = JSON.parse(text);
          show(frame);
          return again(page.state === 'qr' || page.state === 'pairing' ? 1000 : 3000);
        }
        if (answer.status >= 500) { say('away'); return again(3000); }
        if (answer.status === 400) { say('waiting'); return again(3000); }
        over = true;
        say('gone');
      });
    }).catch(function () {
      say('away');
      again(3000);
    });
  }
  function showCode(code, hint) {
    byId('code').textContent = code;
    byId('hint').textContent = hint;
  }
  function askCode(digits) {
    var mine = lately += 1;
    byId('get').disabled = true;
    showCode('', words.hints.asking);
    fetch(head + page.code + '/' + token, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ phoneNumber: Number(digits) }),
    }).then(function (answer) { return answer.ok ? answer.json() : { status: false }; })
      .catch(function () { return { status: false }; })
      .then(function (got) {
        byId('get').disabled = false;
        if (!got.status) return showCode('', words.hints.none);
        showCode(got.code.slice(0, 4) + '-' + got.code.slice(4), words.hints.typeIt);
        setTimeout(function () { if (mine === lately) showCode('', words.hints.over); }, 120000);
      });
  }
  byId('phone').addEventListener('submit', function (event) {
    event.preventDefault();
    var digits = byId('number').value.replace(/\\D/g, '');
    if (digits.length < 10 || digits.length > 15) return showCode('', words.hints.malformed);
    askCode(digits);
  });
  ask();
})();`
