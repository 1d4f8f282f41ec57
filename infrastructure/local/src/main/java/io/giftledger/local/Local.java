package io.giftledger.local;

import io.giftledger.embedded.TemplateException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Runs the template in the working folder until the process is told to stop. */
public final class Local {
  private static final Path TEMPLATE = Path.of("template.yaml");

  private Local() {}

  public static void main(String[] arguments) throws InterruptedException {
    Options options;
    try {
      options = Options.parse(List.of(arguments));
    } catch (IllegalArgumentException e) {
      stop(2, e.getMessage() + "\n" + Options.USAGE);
      return;
    }
    try {
      LocalRuntime runtime =
          LocalRuntime.start(TEMPLATE, options.port(), options.dataFolder(), options.mode());
      Runtime.getRuntime().addShutdownHook(new Thread(runtime::close, "shutdown"));
      IO.println("Giftledger serves " + runtime.url());
    } catch (TemplateException | UncheckedIOException e) {
      stop(1, String.valueOf(e.getMessage()));
    }
  }

  private static void stop(int status, String message) {
    System.err.println(message);
    System.exit(status);
  }
}
