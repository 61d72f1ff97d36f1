package io.fastflight.http.handler;

/** Ends a call with an answer that HTTP has a finer status for than we have a code. */
final class RefusedCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient HttpAnswer answer;

  RefusedCallException(HttpAnswer answer) {
    super("The call is answered with " + answer.status() + ".", null, false, false);
    this.answer = answer;
  }

  HttpAnswer answer() {
    return answer;
  }
}
