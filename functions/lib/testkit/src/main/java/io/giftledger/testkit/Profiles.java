package io.giftledger.testkit;

import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.CreatorProfile.Status;
import io.giftledger.economy.creator.Identity;
import java.util.Optional;

/**
 * What the platform tells about a creator: {@code Profiles.of("luna").suspended().build()}. What is
 * not said is good standing: 1,000 followers, paid in the United States, identity verified.
 */
public final class Profiles {

  private final String creator;
  private long followers = 1_000;
  private Status status = Status.ACTIVE;
  private String country = "US";
  private Identity identity = Identity.VERIFIED;

  private Profiles(String creator) {
    this.creator = creator;
  }

  /** The profile of a creator in good standing. */
  public static Profiles of(String creator) {
    return new Profiles(creator);
  }

  /** How many follow the creator. */
  public Profiles followers(long followers) {
    this.followers = followers;
    return this;
  }

  /** The platform has suspended the creator. */
  public Profiles suspended() {
    this.status = Status.SUSPENDED;
    return this;
  }

  /** Where the creator is paid, as an ISO 3166 code. */
  public Profiles country(String code) {
    this.country = code;
    return this;
  }

  /** Nobody has verified who the creator is. */
  public Profiles unverified() {
    return identity(Identity.State.NONE);
  }

  /** How far it is known who the creator is. */
  public Profiles identity(Identity.State state) {
    this.identity = new Identity(state, Optional.of("identity-1"));
    return this;
  }

  /** The record. */
  public CreatorProfile build() {
    return new CreatorProfile(creator, followers, status, country, Optional.of("music"), identity);
  }
}
