package io.giftledger.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giftledger.emulator.bus.BusEvent;
import io.giftledger.emulator.bus.BusServer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What the bus is told, as server-sent events: from now on, or after the event that {@code
 * Last-Event-ID} names, as a browser does by itself when it comes back; {@code 0} is before the
 * first. Nothing of it is deployed: there, a rule on the bus says who hears what.
 */
final class EventStream extends Handler.Abstract {

  /** Where it is. */
  static final String PATH = "/events";

  /** A line is sent at least so often: who is not there any more is noticed, and who is waits. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

  private final BusServer bus;

  EventStream(BusServer bus) {
    this.bus = bus;
  }

  /** Sends events until the client goes away; what is asked for elsewhere is not answered here. */
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!request.getHttpURI().getPath().equals(PATH)) return false;
    if (!request.getMethod().equals("GET")) {
      response.getHeaders().put("Allow", "GET");
      response.setStatus(405);
      callback.succeeded();
      return true;
    }
    long seen = seen(request.getHeaders().get("Last-Event-ID"));
    response.getHeaders().put("Content-Type", "text/event-stream");
    response.getHeaders().put("Cache-Control", "no-store");
    try (OutputStream lines = Content.Sink.asOutputStream(response)) {
      lines.write("retry: 1000\n\n".getBytes(UTF_8));
      lines.flush();
      while (true) {
        List<BusEvent> events = bus.after(seen, KEEP_ALIVE);
        for (BusEvent event : events) {
          lines.write(text(event).getBytes(UTF_8));
          seen = event.number();
        }
        if (events.isEmpty()) lines.write(": nothing new\n\n".getBytes(UTF_8));
        lines.flush();
      }
    } catch (IOException gone) {
      callback.failed(gone);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      callback.failed(stopped);
    }
    return true;
  }

  private static String text(BusEvent event) {
    return "id: %d\nevent: %s\ndata: %s\n\n".formatted(event.number(), event.name(), event.json());
  }

  /** What a client has seen; what it saw of another run says nothing, and it gets everything. */
  private long seen(@Nullable String lastEventId) {
    if (lastEventId == null || !lastEventId.matches("[0-9]{1,18}")) return bus.last();
    long seen = Long.parseLong(lastEventId);
    return seen <= bus.last() ? seen : 0;
  }
}
