package io.giftledger.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.BeanRegistration;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.crac.Core;
import org.crac.Resource;
import org.slf4j.MDC;

/**
 * The thin base of every Lambda handler. When Lambda makes the handler, it starts a Micronaut
 * context whose only configuration is the function's environment variables; for each invocation it
 * reads the event, calls the use case and writes the reply.
 *
 * <p>A handler has two constructors: one without parameters, which Lambda calls, and one that is
 * given the environment, for whoever runs several functions in one process.
 *
 * <p>With SnapStart, Lambda makes the handler once for a published version, takes a snapshot of the
 * process, and wakes copies of it for days. Before that the function {@link #rehearse rehearses}; a
 * copy forgets what is of another time or of the others. Every bean that has something of that kind
 * is a {@link Resource} too, and is told at the same two moments.
 *
 * @param <E> the event, as far as the function reads it
 * @param <R> the reply
 */
public abstract class LambdaFunction<E, R>
    implements RequestStreamHandler, Resource, AutoCloseable {

  private static final ScopedValue<Context> INVOCATION = ScopedValue.newInstance();

  /** How long whoever calls outside of an invocation can wait. */
  private static final Duration TIME_OUTSIDE = Duration.ofSeconds(20);

  private final ApplicationContext context;
  private final JsonMapper json;
  private final Class<E> eventType;

  /**
   * @param eventType the event's class
   * @param environment the function's environment variables
   */
  protected LambdaFunction(Class<E> eventType, Map<String, String> environment) {
    this.eventType = eventType;
    this.context =
        // Not the thread's: Micronaut looks for services once for each class loader.
        ApplicationContext.builder(LambdaFunction.class.getClassLoader())
            .deduceEnvironment(false)
            .deducePackage(false)
            .environmentPropertySource(false)
            .bootstrapEnvironment(false)
            .banner(false)
            // No bean here is made before it is asked for, and none listens to events.
            .eagerBeansEnabled(false)
            .eventsEnabled(false)
            .enableDefaultPropertySources(false)
            .configImport(false)
            .propertySources(
                PropertySource.of(
                    "environment",
                    Map.copyOf(environment),
                    PropertyConvention.ENVIRONMENT_VARIABLE),
                PropertySource.of(
                    "json", Map.of("micronaut.serde.serialization.inclusion", "NON_ABSENT")))
            .start();
    this.json = context.getBean(JsonMapper.class);
    if ("snap-start".equals(environment.get("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
      Core.getGlobalContext().register(this);
    }
  }

  /** Handles one event. What it throws, Lambda sees as a failed invocation. */
  protected abstract R handle(E event);

  /** How long the invocation that is being handled may still take before Lambda stops it. */
  protected final Duration timeLeft() {
    return timeLeftOfInvocation();
  }

  static Duration timeLeftOfInvocation() {
    return INVOCATION.isBound()
        ? Duration.ofMillis(INVOCATION.get().getRemainingTimeInMillis())
        : TIME_OUTSIDE;
  }

  /** The invocation that is being handled; empty outside of one. */
  static Optional<Context> invocation() {
    return INVOCATION.isBound() ? Optional.of(INVOCATION.get()) : Optional.empty();
  }

  /** A collaborator, made by the context. */
  protected final <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public final void handleRequest(InputStream input, OutputStream output, Context invocation)
      throws IOException {
    MDC.put("requestId", invocation.getAwsRequestId());
    try {
      E event = Objects.requireNonNull(json.readValue(input, eventType), "no event");
      R reply = ScopedValue.where(INVOCATION, invocation).call(() -> handle(event));
      output.write(json.writeValueAsBytes(reply));
    } finally {
      MDC.remove("requestId");
    }
  }

  /**
   * Plays through what shall be ready when a copy of this function is woken. It writes nothing and
   * reads no secret: what is in memory then is in every copy.
   */
  protected void rehearse() throws IOException {}

  /** Handles an event that nobody sent, with all that is done to one that somebody did. */
  protected final R rehearse(byte[] event) throws IOException {
    R reply = handle(Objects.requireNonNull(json.readValue(event, eventType), "no event"));
    json.writeValueAsBytes(reply);
    return reply;
  }

  @Override
  public final void beforeCheckpoint(org.crac.Context<? extends Resource> snapshot)
      throws Exception {
    for (Resource part : parts()) part.beforeCheckpoint(snapshot);
    // What cannot be rehearsed could not be done either: Lambda publishes no such version.
    rehearse();
  }

  @Override
  public final void afterRestore(org.crac.Context<? extends Resource> snapshot) throws Exception {
    for (Resource part : parts()) part.afterRestore(snapshot);
  }

  /** The beans that were made, of those that a snapshot concerns. */
  private List<Resource> parts() {
    return context.getActiveBeanRegistrations(Resource.class).stream()
        .map(BeanRegistration::getBean)
        .toList();
  }

  @Override
  public final void close() {
    context.close();
  }
}
