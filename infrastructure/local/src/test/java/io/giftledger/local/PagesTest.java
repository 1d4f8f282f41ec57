package io.giftledger.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.template.Deployed;
import io.giftledger.template.Resource;
import io.giftledger.template.Template;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {

  private static final String EVENTS = "wss://events/event/realtime";

  /** An attribute of a resource is of no concern here. */
  private static final Deployed ANYTHING =
      new Deployed() {
        @Override
        public String attribute(Resource resource, String attribute) {
          return attribute;
        }

        @Override
        public String secret(String reference) {
          return reference;
        }
      };

  @ParameterizedTest
  @ValueSource(strings = {"", "pk_test_1"})
  void a_page_may_do_here_what_it_may_where_it_is_deployed(String stripeKey) {
    Object headers =
        web(stripeKey)
            .resource("AWS::CloudFront::ResponseHeadersPolicy", "Headers")
            .property("ResponseHeadersPolicyConfig");
    Object policy = member(member(headers, "SecurityHeadersConfig"), "ContentSecurityPolicy");

    assertEquals(
        directives(member(policy, "ContentSecurityPolicy").toString()),
        directives(Pages.policy(EVENTS, !stripeKey.isEmpty())));
  }

  private static Object member(@Nullable Object map, String name) {
    return Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(map)).get(name));
  }

  private static Template web(String stripeKey) {
    return Template.read(
        Path.of("../web.yaml"),
        Map.ofEntries(
            Map.entry("ApiHost", "api"),
            Map.entry("Issuer", "https://issuer"),
            Map.entry("ClientId", "web"),
            // Here every one may be called, for whoever tries an effect of their own.
            Map.entry("SignInOrigins", "https:"),
            Map.entry("EventsHttpUrl", "https://events/event"),
            Map.entry("EventsRealtimeUrl", EVENTS),
            Map.entry("EffectsOrigin", ""),
            Map.entry("PaymentMethods", "sandbox_card"),
            Map.entry("StripePublishableKey", stripeKey),
            Map.entry("PaymentProvider", "sandbox"),
            Map.entry("WebAclArn", "")),
        ANYTHING);
  }

  private static Map<String, Set<String>> directives(String policy) {
    return Arrays.stream(policy.strip().split("\\s*;\\s*"))
        .map(directive -> directive.split("\\s+"))
        .collect(
            Collectors.toMap(
                words -> words[0],
                words -> new TreeSet<>(Arrays.asList(words).subList(1, words.length)),
                (one, _) -> one,
                TreeMap::new));
  }
}
