package io.giftledger.admin;

import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.Identity;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the platform tells of a creator, all of it: the one place where the API's members and the
 * profile's attributes meet.
 *
 * @param followers how many follow them
 * @param status whether they may take part
 * @param country ISO 3166 code of where they are paid
 * @param category the platform's word for what they do, if it has one
 * @param identity how far it is known who they are
 * @param identityReference by what whoever checked that knows the check, if it was checked
 */
@Introspected
@Serdeable(naming = SnakeCaseStrategy.class)
record CreatorDocument(
    @PositiveOrZero long followers,
    @Pattern(regexp = "active|suspended", message = "must be active or suspended") String status,
    @Pattern(regexp = "[A-Z]{2}", message = "must be an ISO 3166 code of two letters")
        String country,
    @Pattern(regexp = "[!-~]{1,64}") @Nullable String category,
    @Pattern(
            regexp = "none|pending|verified|expired|rejected|review",
            message = "must be none, pending, verified, expired, rejected or review")
        String identity,
    @Pattern(regexp = "[!-~]{1,255}") @Nullable String identityReference) {

  static CreatorDocument of(CreatorProfile profile) {
    return new CreatorDocument(
        profile.followers(),
        profile.status().label(),
        profile.country(),
        profile.category().orElse(null),
        profile.identity().state().label(),
        profile.identity().reference().orElse(null));
  }

  CreatorProfile profile(String creator) {
    return new CreatorProfile(
        creator,
        followers,
        CreatorProfile.Status.valueOf(status.toUpperCase(Locale.ROOT)),
        country,
        Optional.ofNullable(category),
        new Identity(
            Identity.State.valueOf(identity.toUpperCase(Locale.ROOT)),
            Optional.ofNullable(identityReference)));
  }
}
