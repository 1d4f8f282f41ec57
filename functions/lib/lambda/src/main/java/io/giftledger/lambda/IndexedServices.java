package io.giftledger.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.context.ApplicationContextConfigurer;
import io.micronaut.context.env.PropertyExpressionResolver;
import io.micronaut.core.io.service.SoftServiceLoader;
import io.micronaut.core.io.service.SoftServiceLoader.StaticDefinition;
import io.micronaut.core.io.service.SoftServiceLoader.StaticServiceLoader;
import io.micronaut.core.optim.StaticOptimizations;
import io.micronaut.inject.BeanConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells Micronaut which beans a function's jar has, from an index that the build put there: to look
 * for them in the jar took a fifth of what a cold start costs above plain Java. Without an index,
 * as in tests, Micronaut looks. This is the one of Micronaut AOT's optimizations that counts here.
 */
public final class IndexedServices
    implements StaticOptimizations.Loader<SoftServiceLoader.Optimizations> {

  /** Lines of a service, a space and a class. */
  private static final String INDEX = "/META-INF/micronaut.index";

  /** Services that Micronaut asks for in every application; most provide none. */
  private static final List<Class<?>> ASKED_FOR =
      List.of(
          ApplicationContextConfigurer.class,
          BeanConfiguration.class,
          PropertyExpressionResolver.class);

  @Override
  public SoftServiceLoader.Optimizations load() {
    Map<String, Service> services = new HashMap<>();
    String index = index();
    if (index.isEmpty()) return new SoftServiceLoader.Optimizations(Map.of());
    for (Class<?> service : ASKED_FOR) {
      services.put(service.getName(), new Service(new ArrayList<>()));
    }
    for (String line : index.split("\n", -1)) {
      int space = line.indexOf(' ');
      if (space < 0) continue;
      services
          .computeIfAbsent(line.substring(0, space), _ -> new Service(new ArrayList<>()))
          .classes()
          .add(line.substring(space + 1));
    }
    return new SoftServiceLoader.Optimizations(Map.copyOf(services));
  }

  private static String index() {
    try (InputStream index = IndexedServices.class.getResourceAsStream(INDEX)) {
      return index == null ? "" : new String(index.readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * One service.
   *
   * @param classes the names of the classes that provide it
   */
  private record Service(List<String> classes) implements StaticServiceLoader<Object> {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.publicLookup();
    private static final MethodType CONSTRUCTOR = MethodType.methodType(void.class);

    @Override
    public Stream<StaticDefinition<Object>> findAll(Predicate<String> condition) {
      return classes.stream()
          .filter(condition)
          .flatMap(name -> Stream.ofNullable(provider(name)).map(made -> definition(name, made)));
    }

    private static StaticDefinition<Object> definition(String name, Object made) {
      return StaticDefinition.of(name, () -> made);
    }

    @Override
    public List<Object> load(@Nullable Predicate<Object> predicate) {
      List<Object> made = new ArrayList<>(classes.size());
      for (String name : classes) {
        Object provider = provider(name);
        if (provider != null && (predicate == null || predicate.test(provider))) made.add(provider);
      }
      return made;
    }

    /** One that needs a class which is not in the jar is none, as Micronaut has it. */
    private static @Nullable Object provider(String name) {
      try {
        Class<?> type = Class.forName(name, false, IndexedServices.class.getClassLoader());
        return LOOKUP.findConstructor(type, CONSTRUCTOR).invoke();
      } catch (NoClassDefFoundError | ReflectiveOperationException absent) {
        return null;
      } catch (Throwable fault) {
        throw new IllegalStateException(name + " cannot be made", fault);
      }
    }
  }
}
