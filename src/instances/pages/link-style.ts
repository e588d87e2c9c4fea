/** The linking page's own style: one column on a phone, two beside each other where there is room. */
export const LINK_STYLE = `
:root{color-scheme:light dark;--page:#eef2f0;--card:#fff;--ink:#17211d;--soft:#4d5b55;--line:#c9d3ce;--accent:#08694a;
--on-accent:#fff;--good:#e2f3ea;--warn:#fdf0dc;--warn-ink:#7a3b00}
@media(prefers-color-scheme:dark){:root{--page:#0e1512;--card:#18211d;--ink:#e7efeb;--soft:#a9b8b1;--line:#3a4741;
--accent:#62d6a7;--on-accent:#06281b;--good:#143527;--warn:#3a2a12;--warn-ink:#ffd9a3}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;font:1rem/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;
background:var(--page);color:var(--ink)}
main{max-width:44rem;margin:0 auto;padding:clamp(1rem,5vw,3rem) 1rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem;text-wrap:balance}
h2{font-size:1.05rem;margin:0 0 .5rem}
p{margin:0 0 .75rem}
.sandbox{background:var(--warn);color:var(--warn-ink);border-radius:.6rem;padding:.5rem .9rem;font-size:.95rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:1rem;overflow:hidden}
.status{padding:1rem 1.25rem;border-bottom:1px solid var(--line)}
#said{margin:0;font-weight:600}
#more{margin:.25rem 0 0;color:var(--soft);overflow-wrap:anywhere}
[data-state=linked] .status{background:var(--good);border-bottom:0;text-align:center;padding:2.5rem 1.25rem}
[data-state=linked] #said{font-size:1.25rem}
[data-state=linked] #said::before{content:'✓';display:block;width:4rem;height:4rem;margin:0 auto 1rem;border-radius:50%;
background:var(--accent);color:var(--on-accent);font-size:2.25rem;line-height:4rem}
[data-state=passkey] .status,[data-state=failed] .status,[data-state=blocked] .status,[data-state=used] .status,
[data-state=gone] .status,[data-state=away] .status{background:var(--warn)}
[data-state=passkey] #more,[data-state=failed] #more,[data-state=blocked] #more,[data-state=used] #more,
[data-state=gone] #more,[data-state=away] #more{color:var(--warn-ink)}
.ways>section{padding:1.25rem}
.ways>section+section{border-top:1px solid var(--line)}
.scan{display:grid;gap:1.25rem;justify-items:center}
.scan>div{width:100%}
.scan .picture{order:-1}
@media(min-width:42rem){.scan{grid-template-columns:1fr 300px;align-items:center}.scan .picture{order:0}}
ol{margin:0 0 .75rem;padding-left:1.4rem}
li{padding-left:.25rem;margin-bottom:.35rem}
.note{color:var(--soft);font-size:.95rem;margin:0}
.scan .picture{width:min(300px,100%);aspect-ratio:1;display:grid;place-items:center;background:#fff;border-radius:.75rem;
border:1px solid var(--line)}
#qr{display:none;width:92%;height:auto;image-rendering:pixelated}
[data-state=qr] #qr{display:block}
.wait{width:2.5rem;height:2.5rem;border:.3rem solid #d5ddd9;border-top-color:#08694a;border-radius:50%;
animation:turn 1s linear infinite}
[data-state=qr] .wait{display:none}
@keyframes turn{to{transform:rotate(1turn)}}
@media(prefers-reduced-motion:reduce){.wait{animation-duration:4s}}
[data-state=linked] .ways,[data-state=used] .ways,[data-state=gone] .ways,[data-state=blocked] .ways{display:none}
[data-state=used] .status,[data-state=gone] .status,[data-state=blocked] .status{border-bottom:0}
form{margin-top:1rem}
label{display:block;margin-bottom:.3rem;font-weight:600;font-size:.95rem}
.row{display:flex;gap:.6rem;flex-wrap:wrap}
input,button,.onward{font:inherit;min-height:2.75rem;padding:.5rem .9rem;border-radius:.6rem}
input{flex:1 1 12rem;min-width:0;border:1px solid #7b8a83;background:transparent;color:inherit}
button,.onward{border:1px solid var(--accent);background:var(--accent);color:var(--on-accent);font-weight:600;cursor:pointer}
button:disabled{opacity:.6;cursor:progress}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
#code{display:block;font:700 clamp(1.6rem,8vw,2.2rem)/1.2 ui-monospace,SFMono-Regular,Menlo,monospace;letter-spacing:.12em;
text-align:center;margin:1rem 0 0}
#code:empty{display:none}
#hint{margin:.75rem 0 0;color:var(--soft)}
#hint:empty,#more:empty{display:none}
.onward{display:none;text-decoration:none;margin-top:1rem}
[data-state=linked] .onward{display:inline-block}`
