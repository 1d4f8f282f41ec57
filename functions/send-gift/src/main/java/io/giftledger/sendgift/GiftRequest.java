package io.giftledger.sendgift;

import io.giftledger.economy.wallet.Gift.Target;
import io.giftledger.http.Problem;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer asks for.
 *
 * @param creator the user id of who receives the gift
 * @param gift the catalogue's id of the gift
 * @param quantity how many
 * @param liveStream the live stream it is sent in; this or {@code video}
 * @param video the video it is sent for; this or {@code liveStream}
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record GiftRequest(
    @NotBlank @Size(max = 128) String creator,
    @NotBlank @Size(max = 64) String gift,
    @NotNull @Positive @Digits(integer = 18, fraction = 0) BigDecimal quantity,
    @Nullable @Size(min = 1, max = 128) @Pattern(regexp = TARGET_ID) String liveStream,
    @Nullable @Size(min = 1, max = 128) @Pattern(regexp = TARGET_ID) String video) {

  private static final String TARGET_ID = "[\\x21-\\x7e]*";

  /** The quantity; read as a decimal, because a {@code long} would quietly drop a fraction. */
  long wholeQuantity() {
    return quantity.longValueExact();
  }

  /** The stream or video. */
  Target target() {
    if ((liveStream == null) == (video == null)) {
      throw Problem.invalidField("live_stream", "name one of live_stream and video").exception();
    }
    return liveStream != null
        ? new Target(Target.Kind.LIVE_STREAM, liveStream)
        : new Target(Target.Kind.VIDEO, video);
  }
}
