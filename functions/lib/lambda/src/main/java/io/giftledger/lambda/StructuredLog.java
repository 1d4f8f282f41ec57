package io.giftledger.lambda;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;

/**
 * How a function logs, unless a file says otherwise: one JSON object a line, whose fields
 * CloudWatch Logs finds by name. In Java, because to read XML takes a tenth of a cold start.
 */
public final class StructuredLog extends ContextAwareBase implements Configurator {

  /** The logger whose messages are lines as they are: {@link Metrics} has a format of its own. */
  static final String METRICS = "metrics";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    // Logback asks services first, and looks for files only if they leave it to them.
    if (isFileGiven()) return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.setWithMessage(false);
    encoder.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(stdout(context, "stdout", encoder));
    var metrics = context.getLogger(METRICS);
    metrics.setAdditive(false);
    metrics.addAppender(stdout(context, METRICS, new Lines()));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static ConsoleAppender<ILoggingEvent> stdout(
      LoggerContext context, String name, Encoder<ILoggingEvent> encoder) {
    ConsoleAppender<ILoggingEvent> stdout = new ConsoleAppender<>();
    stdout.setContext(context);
    stdout.setName(name);
    stdout.setEncoder(encoder);
    stdout.start();
    return stdout;
  }

  /** Each message as a line. */
  private static final class Lines extends EncoderBase<ILoggingEvent> {
    @Override
    public byte[] headerBytes() {
      return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
      return (event.getFormattedMessage() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
      return new byte[0];
    }
  }

  private static boolean isFileGiven() {
    return System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null
        || StructuredLog.class.getResource("/" + ClassicConstants.TEST_AUTOCONFIG_FILE) != null;
  }
}
