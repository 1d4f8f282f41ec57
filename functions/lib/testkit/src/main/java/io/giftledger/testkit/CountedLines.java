package io.giftledger.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** What functions tell CloudWatch by lines of their log in its embedded metric format. */
public final class CountedLines {

  private CountedLines() {}

  /** The lines that are told while something is done, read, in order. */
  public static List<Map<String, Object>> of(Runnable done) {
    var metrics = (Logger) LoggerFactory.getLogger("metrics");
    var log = new ListAppender<ILoggingEvent>();
    log.start();
    metrics.addAppender(log);
    metrics.setLevel(Level.INFO);
    try {
      done.run();
    } finally {
      metrics.setLevel(null);
      metrics.detachAppender(log);
    }
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).map(Json::read).toList();
  }
}
