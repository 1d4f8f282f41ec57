package io.giftledger.local;

/** An invocation did not return: the function threw, ran out of time, or its JVM ended. */
public final class FunctionFault extends Exception {
  private static final long serialVersionUID = 1;

  FunctionFault(String message) {
    super(message);
  }

  FunctionFault(String message, Throwable cause) {
    super(message, cause);
  }
}
