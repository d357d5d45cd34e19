"""A browser without scripts: forms, cookies, redirects, and a real server that does not answer."""

import http.server
import threading

import pytest

from referrals.synthetic.browser import Answer, Browser, Stopped, over_http

PAGE = """
<form method="get"><input type="hidden" name="q" value="no token"></form>
<form method="post"><input type="hidden" name="page_token" value="t"><input type="text" name="name">
<input type="radio" name="way" value="a"><input type="radio" name="way" value="b">
<select name="district"><option value=""><option value="maidstone"></select></form>
"""


class Server:
    """Answers from a list, and remembers what was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers, self.asked = list(answers), []

    def __call__(self, *request) -> Answer:
        self.asked.append(request)
        return self.answers.pop(0)


def page(text: str = PAGE, *, status: int = 200, location: str = "", cookies=()) -> Answer:
    return Answer(status, location, list(cookies), text)


def test_a_form_is_sent_with_its_hidden_fields_cookies_and_mark():
    server = Server(
        page(cookies=["__Host-token=abc; Secure; Path=/", "old=x"]),
        page(status=303, location="/next/?a=1", cookies=['old=""; Max-Age=0']),
        page("done"),
    )
    browser = Browser(server, "portal.example.org", {"X-Mark": "m"})
    browser.open("/first/")
    assert browser.choices("way") == ["a", "b"]
    assert browser.choices("district") == ["maidstone"]
    browser.submit({"name": "Invented", "way": ["a", "b"]})
    assert (browser.path, browser.text) == ("/next/?a=1", "done")
    (_, _, _, first), (method, path, body, second), (_, _, nothing, third) = server.asked
    assert "Cookie" not in first
    assert (method, path) == ("POST", "/first/")
    assert body == b"page_token=t&name=Invented&way=a&way=b"
    assert second["Cookie"] == "__Host-token=abc; old=x"
    assert second["Referer"] == "https://portal.example.org/"
    assert second["Host"] == "portal.example.org"
    assert second["X-Mark"] == third["X-Mark"] == "m"
    assert nothing is None
    assert third["Cookie"] == "__Host-token=abc"


def test_it_stops_at_an_error_at_a_page_without_a_form_and_in_a_circle():
    with pytest.raises(Stopped, match="status 404"):
        Browser(Server(page(status=404)), "x").open("/")
    browser = Browser(Server(page("<form></form>")), "x")
    browser.open("/")
    with pytest.raises(Stopped, match="no form"):
        browser.submit({})
    circle = Server(*[page(status=302, location="/") for _ in range(9)])
    with pytest.raises(Stopped, match="status 302"):
        Browser(circle, "x").open("/")


def test_a_server_is_asked_over_http_and_one_that_is_gone_stops_the_walk():
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Set-Cookie", "a=1")
            self.send_header("Set-Cookie", "b=2")
            self.end_headers()
            self.wfile.write(self.headers["X-Mark"].encode() + body)

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        send = over_http(f"http://127.0.0.1:{server.server_port}")
        answer = send("POST", "/", b" body", {"X-Mark": "mark"})
        server.shutdown()
    assert answer == Answer(200, "", ["a=1", "b=2"], "mark body")
    with pytest.raises(Stopped, match="ConnectionRefusedError"):
        send("GET", "/", None, {})
