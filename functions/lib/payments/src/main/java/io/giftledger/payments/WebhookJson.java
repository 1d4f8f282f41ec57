package io.giftledger.payments;

import static java.util.stream.Collectors.toMap;

import io.micronaut.validation.validator.Validator;
import jakarta.inject.Provider;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Reads the JSON of webhooks; what is wrong with it is an answer. */
public final class WebhookJson {

  private final Provider<Validator> validator;

  /**
   * @param validator made when an event is read
   */
  public WebhookJson(Provider<Validator> validator) {
    this.validator = validator;
  }

  /**
   * Something that reads JSON.
   *
   * @param <T> what it makes of it
   */
  @FunctionalInterface
  public interface Reading<T> {
    /** What the JSON says; null if it says {@code null}. */
    @Nullable T read() throws IOException;
  }

  /** Reads JSON, and goes on with it if it is valid. */
  public <T, E> WebhookReading<E> valid(Reading<T> reading, Function<T, WebhookReading<E>> then) {
    Optional<T> value = parsed(reading);
    if (value.isEmpty()) return new WebhookReading.Malformed<>();
    Map<String, String> faults =
        validator.get().validate(value.get()).stream()
            .collect(
                toMap(
                    fault -> snakeCase(fault.getPropertyPath().toString()),
                    fault -> fault.getMessage(),
                    (one, other) -> one + ", " + other));
    return faults.isEmpty() ? then.apply(value.get()) : new WebhookReading.Invalid<>(faults);
  }

  /** What JSON says; empty if it cannot be read, or says nothing. */
  public <T> Optional<T> parsed(Reading<T> reading) {
    try {
      return Optional.ofNullable(reading.read());
    } catch (IOException | IllegalArgumentException | JacksonException malformed) {
      // What the parser says may quote the body, which nobody is to read in a log.
      return Optional.empty();
    }
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
