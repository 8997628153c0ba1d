"""A receiver of webhooks: writes each request as a line of JSON, and answers with the next status of its arguments, the last one
for ever after.

usage: receiver.py FILE STATUS... ; the first line of standard output is the port
"""
import http.server
import json
import sys


class Receiver(http.server.BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        with open(sys.argv[1], "a", encoding="utf-8") as out:
            out.write(json.dumps({"method": self.command, "path": self.path, "headers": headers, "body": body}) + "\n")
        status = statuses.pop(0) if len(statuses) > 1 else statuses[0]
        self.send_response(status)
        if status in (301, 302, 307):
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    do_POST = do_PUT = answer

    def log_message(self, *arguments):
        pass


statuses = [int(text) for text in sys.argv[2:]]
server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()
