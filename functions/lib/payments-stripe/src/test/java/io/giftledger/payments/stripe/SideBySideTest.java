package io.giftledger.payments.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.ledger.Format;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.MemoryTable;
import io.giftledger.payments.PaymentProvider;
import io.giftledger.payments.Provider;
import io.giftledger.payments.Providers;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.BeanInstantiationException;
import io.micronaut.core.type.Argument;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;

class SideBySideTest {

  private static final Map<String, Object> STRIPE =
      Map.of(
          "stripe.api.key.secret.arn", "key",
          "stripe.webhook.secret.arn", "webhook",
          "stripe.payment.methods", "card,paypal",
          "stripe.livemode", "true");

  /** Asks nobody: none of this is called when providers are gathered. */
  private static final class NoQueues implements SqsClient {

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  private static ApplicationContext context(String preference, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("payment.provider", preference);
    properties.put("sandbox.webhooks.queue.url", "http://sqs.invalid/webhooks");
    properties.put("sandbox.webhook.secret.arn", "sandbox");
    ApplicationContext context = ApplicationContext.builder().properties(properties).build();
    context.registerSingleton(InstantSource.class, InstantSource.system());
    context.registerSingleton(SqsClient.class, new NoQueues());
    context.registerSingleton(
        new Ledger(new MemoryTable(), InstantSource.system(), (_, _) -> false, Format.CURRENT));
    return context.start();
  }

  private static Providers<PaymentProvider> providers(ApplicationContext context) {
    return context.getBean(Argument.of(Providers.class, PaymentProvider.class));
  }

  @Test
  void stripe_and_the_sandbox_are_on_board_and_a_method_goes_to_the_first_that_knows_it() {
    try (ApplicationContext context = context("stripe,sandbox", STRIPE)) {
      Providers<PaymentProvider> providers = providers(context);

      assertEquals(
          List.of("stripe", "sandbox"),
          providers.preferred().stream().map(Provider::name).toList());
      for (Map.Entry<String, String> method :
          Map.of("card", "stripe", "paypal", "stripe", "sandbox_card", "sandbox").entrySet()) {
        assertEquals(
            Optional.of(method.getValue()),
            providers.preferred().stream()
                .filter(provider -> provider.accepts(method.getKey()))
                .findFirst()
                .map(Provider::name));
      }
    }
  }

  @Test
  void who_is_given_nothing_new_any_more_is_heard_all_the_same() {
    try (ApplicationContext context = context("sandbox", STRIPE)) {
      assertEquals(Optional.of("stripe"), providers(context).find("stripe").map(Provider::name));
    }
  }

  @Test
  void without_its_secrets_there_is_no_stripe() {
    try (ApplicationContext context = context("sandbox", Map.of())) {
      assertEquals(Optional.empty(), providers(context).find("stripe"));
    }
    try (ApplicationContext context = context("stripe", Map.of())) {
      assertThrows(BeanInstantiationException.class, () -> providers(context));
    }
  }
}
