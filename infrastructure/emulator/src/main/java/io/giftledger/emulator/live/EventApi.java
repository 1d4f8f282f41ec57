package io.giftledger.emulator.live;

import io.giftledger.template.Resource;
import io.giftledger.template.Shape;
import io.giftledger.template.Template;
import io.giftledger.template.TemplateException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The template's API of AppSync Events: who may connect, and its channels.
 *
 * @param id its id
 * @param issuer whose tokens let somebody connect and subscribe
 * @param clients what a token's {@code aud} or {@code azp} must match; null for any
 * @param namespaces the channel namespaces by name
 */
record EventApi(
    String id, String issuer, @Nullable String clients, Map<String, Namespace> namespaces) {

  /** What the template calls it. */
  static final String TYPE = "AWS::AppSync::Api";

  private static final String OIDC = "OPENID_CONNECT";
  private static final String IAM = "AWS_IAM";

  /**
   * Reads the one API of a template.
   *
   * @return null if it has none
   * @throws TemplateException if it has several, or says what cannot be played here
   */
  static @Nullable EventApi of(Template template) {
    List<Resource> apis = template.resources(TYPE);
    if (apis.isEmpty()) return null;
    if (apis.size() > 1) {
      throw new TemplateException("the template has %d event APIs, not one".formatted(apis.size()));
    }
    Resource api = apis.getFirst();
    String place = api.place() + ".EventConfig";
    Map<String, Object> config = api.map("EventConfig");
    check(config, "ConnectionAuthModes", OIDC, place);
    check(config, "DefaultSubscribeAuthModes", OIDC, place);
    check(config, "DefaultPublishAuthModes", IAM, place);
    Map<String, Object> oidc = oidc(config, place);
    Object issuer = oidc.get("Issuer");
    if (issuer == null) throw new TemplateException(place + " has no Issuer");
    Map<String, Namespace> namespaces = new LinkedHashMap<>();
    for (Resource resource : template.resources(Namespace.TYPE)) {
      checkIfGiven(resource, "SubscribeAuthModes", OIDC);
      checkIfGiven(resource, "PublishAuthModes", IAM);
      Namespace namespace = Namespace.of(resource);
      namespaces.put(namespace.name(), namespace);
    }
    Object clients = oidc.get("ClientId");
    return new EventApi(
        id(api), issuer.toString(), clients == null ? null : clients.toString(), namespaces);
  }

  /** Whether a token that its issuer signed is for this API. */
  boolean accepts(Map<String, String> claims) {
    Pattern wanted = clients == null ? null : Pattern.compile(clients);
    return issuer.equals(claims.get("iss"))
        && (wanted == null
            || Stream.of("aud", "azp")
                .anyMatch(claim -> wanted.matcher(claims.getOrDefault(claim, "")).find()));
  }

  /** The id that an API has here. */
  static String id(Resource api) {
    return api.generatedName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static Map<String, Object> oidc(Map<String, Object> config, String place) {
    for (Object provider : list(config.get("AuthProviders"), place)) {
      Map<String, Object> said = Shape.map(provider, place + ".AuthProviders");
      if (OIDC.equals(said.get("AuthType"))) {
        return Shape.map(
            Objects.requireNonNullElse(said.get("OpenIDConnectConfig"), Map.of()),
            place + ".OpenIDConnectConfig");
      }
    }
    throw new TemplateException(place + ".AuthProviders needs one of type " + OIDC);
  }

  private static void checkIfGiven(Resource namespace, String property, String mode) {
    Object given = namespace.property(property);
    if (given != null) check(Map.of(property, given), property, mode, namespace.place());
  }

  private static void check(Map<String, Object> said, String property, String mode, String place) {
    if (!list(said.get(property), place).equals(List.of(Map.of("AuthType", mode)))) {
      throw new TemplateException(place + "." + property + " can only be " + mode + " here");
    }
  }

  private static List<Object> list(@Nullable Object value, String place) {
    if (value == null) throw new TemplateException(place + ": a list is missing");
    return Shape.list(value, place);
  }
}
