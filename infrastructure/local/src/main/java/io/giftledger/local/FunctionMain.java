package io.giftledger.local;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.IOException;
import java.io.OutputStream;

/**
 * What a function's JVM starts with: AWS's runtime interface client, for as long as the process
 * lives that started the JVM. It stands alone on the class path, without the rest of the local
 * runtime, so it uses nothing of it.
 */
public final class FunctionMain {

  private FunctionMain() {}

  /**
   * Serves the function until the JVM is ended.
   *
   * @param arguments the handler, for the client
   */
  public static void main(String[] arguments) throws Throwable {
    Thread.ofPlatform().daemon().name("parent").start(FunctionMain::endWithParent);
    AWSLambda.main(arguments);
  }

  /** Standard input is the parent's pipe: it ends when the parent does, however that came. */
  private static void endWithParent() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException gone) {
      // As good as its end.
    }
    Runtime.getRuntime().halt(1);
  }
}
