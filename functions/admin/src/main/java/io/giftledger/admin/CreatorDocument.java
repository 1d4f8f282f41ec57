package io.giftledger.admin;

import io.giftledger.economy.creator.CreatorProfile;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;

/**
 * What the platform tells of a creator, all of it: the one place where the API's members and the
 * profile's attributes meet.
 *
 * @param followers how many follow them
 * @param suspended whether the platform has suspended them
 * @param country ISO 3166 code of where they are paid
 * @param identityVerified whether the platform has verified who they are
 */
@Introspected
@Serdeable(naming = SnakeCaseStrategy.class)
record CreatorDocument(
    @PositiveOrZero long followers,
    boolean suspended,
    @Pattern(regexp = "[A-Z]{2}", message = "must be an ISO 3166 code of two letters")
        String country,
    boolean identityVerified) {

  static CreatorDocument of(CreatorProfile profile) {
    return new CreatorDocument(
        profile.followers(), profile.suspended(), profile.country(), profile.identityVerified());
  }

  CreatorProfile profile(String creator) {
    return new CreatorProfile(creator, followers, suspended, country, identityVerified);
  }
}
