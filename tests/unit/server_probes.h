/* Requests that two readers could understand differently, or that are none: each is refused and
 * its connection closed.
 * Must never: hold a request that a browser sends.
 * Read next: server_test.c (which includes it).
 */
#pragma once

struct probe {
    const char *what, *bytes;
    size_t n;
    int status;       /* 0: the library's own refusal or none, with any status but 2xx */
    const char *also; /* stands in the reply's head */
};

#define PROBE(what, status, also, bytes) {what, bytes, sizeof(bytes) - 1, status, also}
/* A good request whose headers have `lines` before the last. */
#define WITH(what, lines) \
    PROBE(what, 400, NULL, "GET /plain HTTP/1.1\r\n" HOST lines "Accept: */*\r\n\r\n")
#define WITH_LAST(what, lines) \
    PROBE(what, 400, NULL, "GET /plain HTTP/1.1\r\n" HOST lines "\r\n")
#define TARGET(what, target) \
    PROBE(what, 400, NULL, "GET " target " HTTP/1.1\r\n" HOST "\r\n")
#define BODY(what, status, lines, body) \
    PROBE(what, status, NULL, "POST /form HTTP/1.1\r\n" HOST FORM lines "\r\n" body)
#define TYPE(what, type) \
    PROBE(what, 415, NULL, "POST /form HTTP/1.1\r\n" HOST type "Content-Length: 3\r\n\r\na=1")
#define SECOND "GET /plain HTTP/1.1\r\n" HOST "\r\n"

static const struct probe probes[] = {
    BODY("length and chunks", 400,
         "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
    BODY("chunks and length", 400,
         "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n"),
    BODY("chunks", 411, "Transfer-Encoding: chunked\r\n", "3\r\na=1\r\n0\r\n\r\n"),
    BODY("chunks, disguised", 400, "Transfer-Encoding : chunked\r\n", "0\r\n\r\n" SECOND),
    BODY("chunks of another kind", 411, "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n" SECOND),
    BODY("two encodings", 400, "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", SECOND),
    BODY("two lengths", 400, "Content-Length: 3\r\nContent-Length: 4\r\n", "a=1" SECOND),
    BODY("the same length twice", 400, "Content-Length: 3\r\ncontent-length: 3\r\n", "a=1"),
    BODY("a list of lengths", 0, "Content-Length: 3, 3\r\n", "a=1"),
    BODY("a signed length", 0, "Content-Length: +3\r\n", "a=1"),
    BODY("a negative length", 0, "Content-Length: -3\r\n", "a=1"),
    BODY("minus nothing", 0, "Content-Length: -0\r\n", ""),
    BODY("a hexadecimal length", 0, "Content-Length: 0x3\r\n", "a=1"),
    BODY("a length past all", 0, "Content-Length: 99999999999999999999\r\n", "a=1"),
    BODY("an empty length", 0, "Content-Length:\r\n", "a=1"),
    BODY("no length", 411, "", "a=1"),
    BODY("two types", 400, "Content-Type: text/plain\r\nContent-Length: 3\r\n", "a=1"),
    BODY("too long", 413, "Content-Length: 65537\r\n", ""),
    PROBE("too long for its route", 413, NULL,
          "POST /small HTTP/1.1\r\n" HOST FORM "Content-Length: 17\r\n\r\na=345678901234567"),
    PROBE("a body with GET", 400, NULL,
          "GET /plain HTTP/1.1\r\n" HOST "Content-Length: 40\r\n\r\n" SECOND),
    PROBE("a body for no page", 404, NULL,
          "POST /none HTTP/1.1\r\n" HOST FORM "Content-Length: 40\r\n\r\n" SECOND),
    TYPE("no type", ""),
    TYPE("JSON", "Content-Type: application/json\r\n"),
    TYPE("multipart", "Content-Type: multipart/form-data; boundary=x\r\n"),
    TYPE("another character set",
         "Content-Type: application/x-www-form-urlencoded; charset=utf-7\r\n"),
    TYPE("an odd parameter", "Content-Type: application/x-www-form-urlencoded; a=b\r\n"),
    TYPE("a longer type", "Content-Type: application/x-www-form-urlencodedx\r\n"),
    PROBE("no host", 0, NULL, "GET /plain HTTP/1.1\r\nAccept: */*\r\n\r\n"),
    PROBE("an empty host", 400, NULL, "GET /plain HTTP/1.1\r\nHost: \r\n\r\n"),
    PROBE("a list of hosts", 400, NULL, "GET /plain HTTP/1.1\r\nHost: a, b\r\n\r\n"),
    PROBE("a host with a path", 400, NULL, "GET /plain HTTP/1.0\r\nHost: a/b\r\n\r\n"),
    WITH("two hosts", "Host: b\r\n"),
    WITH("two cookies lines", "Cookie: a=1\r\nCookie: a=2\r\n"),
    WITH("two authorizations", "Authorization: a\r\nAuthorization: b\r\n"),
    WITH("two origins", "Origin: http://a\r\nORIGIN: http://a\r\n"),
    WITH("a space after a name", "X : a\r\n"),
    WITH("a tab after a name", "X\t: a\r\n"),
    WITH("a name with a space", "X Y: a\r\n"),
    WITH("a name that is no token", "X(Y): a\r\n"),
    WITH("a name beyond ASCII", "X\xc3\xa9: a\r\n"),
    WITH("NUL in a value", "X: a\0b\r\n"),
    WITH("NUL at a value's end", "X: a\0\r\n"),
    WITH("NUL for a name", "\0: a\r\n"),
    WITH_LAST("NUL for the last line", "\0\r\n"),
    WITH_LAST("NUL for the last name", "\0: a\r\n"),
    WITH("bare CR in a value", "X: a\rY: b\r\n"),
    WITH("bare CR at a value's end", "X: a\r\r\n"),
    WITH("bare CR before a value", "X:\ra\r\n"),
    WITH("a bare LF", "X: a\n"),
    WITH_LAST("a bare LF at the last line", "X: a\n"),
    WITH("a control character", "X: a\x01\r\n"),
    WITH("DEL", "X: a\x7f\r\n"),
    WITH("a folded line", "X: a\r\n b\r\n"),
    WITH_LAST("a folded last line", "X: a\r\n\tb\r\n"),
    PROBE("a folded first line", 0, NULL, "GET /plain HTTP/1.1\r\n X: a\r\n" HOST "\r\n"),
    PROBE("bare LFs", 400, NULL, "GET /plain HTTP/1.1\nHost: a\n\n"),
    PROBE("a bare LF at the end", 400, NULL, "GET /plain HTTP/1.1\r\n" HOST "\n"),
    PROBE("a line without colon", 0, NULL, "GET /plain HTTP/1.1\r\n" HOST "oops\r\n\r\n"),
    PROBE("a line without name", 0, NULL, "GET /plain HTTP/1.1\r\n" HOST ": a\r\n\r\n"),
    PROBE("two spaces before the target", 400, NULL, "GET  /plain HTTP/1.1\r\n" HOST "\r\n"),
    PROBE("two spaces after it", 0, NULL, "GET /plain  HTTP/1.1\r\n" HOST "\r\n"),
    PROBE("a space in it", 0, NULL, "GET /pl ain HTTP/1.1\r\n" HOST "\r\n"),
    PROBE("a space behind the version", 0, NULL, "GET /plain HTTP/1.1 \r\n" HOST "\r\n"),
    PROBE("a tab for a space", 0, NULL, "GET\t/plain\tHTTP/1.1\r\n" HOST "\r\n"),
    PROBE("HTTP/2.0", 0, NULL, "GET /plain HTTP/2.0\r\n" HOST "\r\n"),
    PROBE("HTTP/1.2", 400, NULL, "GET /plain HTTP/1.2\r\n" HOST "\r\n"),
    PROBE("http/1.1", 0, NULL, "GET /plain http/1.1\r\n" HOST "\r\n"),
    PROBE("no version", 0, NULL, "GET /plain\r\n\r\n"),
    PROBE("no HTTP", 0, NULL, "\x16\x03\x01\x02\r\n\r\n"),
    PROBE("PUT", 405, "Allow: GET, HEAD, POST\r\n", "PUT /plain HTTP/1.1\r\n" HOST "\r\n"),
    PROBE("OPTIONS", 405, "Allow: GET, HEAD, POST\r\n", "OPTIONS * HTTP/1.1\r\n" HOST "\r\n"),
    PROBE("TRACE", 405, "Allow: GET, HEAD, POST\r\n", "TRACE /plain HTTP/1.1\r\n" HOST "\r\n"),
    PROBE("get", 405, "Allow: GET, HEAD, POST\r\n", "get /plain HTTP/1.1\r\n" HOST "\r\n"),
    PROBE("GET where POST is", 405, "Allow: POST\r\n", "GET /form HTTP/1.1\r\n" HOST "\r\n"),
    PROBE("POST where GET is", 405, "Allow: GET, HEAD\r\n",
          "POST /plain HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n"),
    TARGET("a whole address", "http://a.example/plain"),
    TARGET("no slash", "plain"),
    TARGET("NUL in the target", "/plain\0x"),
    TARGET("NUL as an escape", "/echo/a%00"),
    TARGET("a broken escape", "/echo/a%2"),
    TARGET("another broken escape", "/echo/a%g0"),
    TARGET("a hidden slash", "/echo/a%2fb"),
    TARGET("another hidden slash", "/echo/a%2F"),
    TARGET("a line feed", "/echo/a%0a"),
    TARGET("a tab", "/echo/a%09"),
    TARGET("broken UTF-8", "/echo/%c3%28"),
    TARGET("overlong UTF-8", "/echo/%c0%af"),
    TARGET("bytes beyond ASCII", "/echo/\xc3\xa9"),
    TARGET("a broken query", "/plain?a=%zz"),
    TARGET("NUL in the query", "/plain?a=%00"),
    TARGET("broken UTF-8 in the query", "/plain?%ff=1"),
};
