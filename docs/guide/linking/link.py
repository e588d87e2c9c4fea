"""Links an instance, standard library only.

By QR:         python3 link.py <apiUrl> <idInstance> <apiTokenInstance>
By phone code: python3 link.py <apiUrl> <idInstance> <apiTokenInstance> <phoneNumber>
"""

import base64
import json
import sys
import time
import urllib.error
import urllib.request

api, id_instance, token = sys.argv[1:4]
phone = sys.argv[4] if len(sys.argv) > 4 else None


def call(method, body=None):
    """The answer of a method; waits a second when the rate limit asks for it."""
    request = urllib.request.Request(
        f"{api}/waInstance{id_instance}/{method}/{token}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    while True:
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code != 429:
                raise
            time.sleep(1)


def by_qr():
    shown = None
    while True:
        frame = call("qr")
        if frame["type"] == "alreadyLogged":
            return
        if frame["type"] == "passkeyRequired":
            sys.exit(frame["message"])
        if frame["type"] == "qrCode" and frame["message"] != shown:
            shown = frame["message"]
            with open("qr.png", "wb") as file:
                file.write(base64.b64decode(shown))
            print("scan qr.png", flush=True)
        time.sleep(1)


def by_code():
    answer = call("getAuthorizationCode", {"phoneNumber": int(phone)})
    if not answer["status"]:
        sys.exit("no code: the account is linked already, or the number was refused")
    print("type", answer["code"], flush=True)
    for _ in range(150):
        time.sleep(1)
        if call("getStateInstance")["stateInstance"] == "authorized":
            return
    sys.exit("nobody typed the code in time")


by_code() if phone else by_qr()
print("linked", flush=True)
