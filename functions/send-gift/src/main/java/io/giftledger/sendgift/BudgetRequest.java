package io.giftledger.sendgift;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The monthly budget that a viewer asks for. It must be named to be lifted: a limit that a request
 * only leaves out stands.
 *
 * @param coinsPerMonth the most coins to spend in a calendar month (UTC); null for no budget
 */
@Introspected
record BudgetRequest(
    @JsonProperty(required = true) @Nullable @PositiveOrZero @Max(1_000_000_000_000L)
        Long coinsPerMonth) {

  /** The budget; empty for none. */
  OptionalLong budget() {
    return coinsPerMonth == null ? OptionalLong.empty() : OptionalLong.of(coinsPerMonth);
  }
}
