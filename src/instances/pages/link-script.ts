import { createHash } from 'node:crypto'

/**
 * The page's own script, in plain words of every browser since 2018. It reads its token from its own address, so the
 * page itself carries none, and asks the gateway that served it.
 */
export const LINK_SCRIPT = `'use strict';
(function () {
  var page = document.body.dataset;
  var parts = location.pathname.replace(/\\/+$/, '').split('/');
  var token = parts.pop();
  var head = parts.join('/') + '/';
  var byId = function (id) { return document.getElementById(id); };
  var done = false;
  function say(state, text) {
    document.body.dataset.state = state;
    byId('said').textContent = text;
  }
  function linked() {
    done = true;
    say('linked', 'The account is linked.');
    if (window.parent !== window) window.parent.postMessage({ rookery: 'linked' }, '*');
    if (page.returnUrl) setTimeout(function () { location.assign(page.returnUrl); }, 1500);
  }
  function show(frame) {
    if (frame.type === 'alreadyLogged') return linked();
    if (frame.type === 'qrCode') {
      byId('qr').src = 'data:image/png;base64,' + frame.message;
      return say('qr', 'Scan this code with the phone.');
    }
    if (frame.type === 'passkeyRequired') return say('passkey', frame.message);
    say('waiting', frame.message);
  }
  function again(ms) { if (!done) setTimeout(ask, ms); }
  function ask() {
    if (document.hidden) return again(1000);
    fetch(head + page.ask + '/' + token).then(function (answer) {
      if (answer.status === 429) return again(2000);
      return answer.text().then(function (text) {
        var body;
        try { body = JSON.parse(text); } catch (error) { body = { message: text }; }
        if (answer.ok) { show(body); return again(body.type === 'qrCode' ? 1000 : 3000); }
        say('failed', body.message || 'The gateway does not answer.');
        if (answer.status >= 500 || answer.status === 400) again(3000);
      });
    }).catch(function () {
      say('waiting', 'The gateway cannot be reached. Trying again.');
      again(3000);
    });
  }
  byId('phone').addEventListener('submit', function (event) {
    event.preventDefault();
    var digits = byId('number').value.replace(/\\D/g, '');
    if (digits.length < 10 || digits.length > 15) {
      byId('code').textContent = '';
      byId('hint').textContent = 'Type the number with its country code, 10 to 15 digits.';
      return;
    }
    byId('get').disabled = true;
    byId('hint').textContent = 'Asking for a code.';
    fetch(head + page.code + '/' + token, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ phoneNumber: Number(digits) }),
    }).then(function (answer) { return answer.ok ? answer.json() : { status: false }; })
      .catch(function () { return { status: false }; })
      .then(function (got) {
        byId('get').disabled = false;
        byId('code').textContent = got.status ? got.code.slice(0, 4) + '-' + got.code.slice(4) : '';
        byId('hint').textContent = got.status
          ? 'On the phone open Linked devices, Link a device, Link with phone number instead, and type this code.'
          : 'No code could be had. Check the number and try again.';
      });
  });
  ask();
})();`

/** The source of a content security policy that lets this script run and no other. */
export const LINK_SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(LINK_SCRIPT).digest('base64')}'`
