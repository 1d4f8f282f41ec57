package io.giftledger.admin;

import io.giftledger.dynamodb.Acts;
import io.giftledger.dynamodb.Creators;
import io.giftledger.dynamodb.Viewers;
import io.giftledger.economy.Act;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.ledger.table.Item;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the platform tells of its creators and viewers. */
@Singleton
final class Profiles {

  private final Creators creators;
  private final Viewers viewers;
  private final Acts acts;
  private final InstantSource clock;

  Profiles(Creators creators, Viewers viewers, Acts acts, InstantSource clock) {
    this.creators = creators;
    this.viewers = viewers;
    this.acts = acts;
    this.clock = clock;
  }

  Optional<CreatorProfile> creator(String creator) {
    return creators.current(creator);
  }

  Optional<ViewerProfile> viewer(String viewer) {
    return viewers.current(viewer);
  }

  /**
   * Stores a creator's profile in place of what there is.
   *
   * @param by who tells
   * @param note why; may be empty
   */
  void store(CreatorProfile profile, String by, String note) {
    Optional<Item> whole =
        creator(profile.creator()).filter(it -> it.faults().isEmpty()).map(CreatorProfile::item);
    if (isToBeStored("creator_told", profile.item(), whole, by, note)) creators.store(profile);
  }

  /** Stores a viewer's profile likewise. */
  void store(ViewerProfile profile, String by, String note) {
    Optional<Item> whole =
        viewer(profile.viewer()).filter(it -> it.faults().isEmpty()).map(ViewerProfile::item);
    if (isToBeStored("viewer_told", profile.item(), whole, by, note)) viewers.store(profile);
  }

  /**
   * Whether a profile changes anything; if so, that is stored as an act first. It names the
   * attributes that change and not their values: those are deleted with the person, and an act
   * never is.
   *
   * @param before the profile that there is, if it is whole
   */
  private boolean isToBeStored(
      String kind, Item next, Optional<Item> before, String by, String note) {
    Item known = before.orElse(Item.EMPTY);
    Set<String> changed = new TreeSet<>(next.attributes().keySet());
    // What is left out now, too.
    changed.addAll(known.attributes().keySet());
    changed.removeAll(Set.of(Item.PK, Item.SK));
    changed.removeIf(
        name -> Objects.equals(next.attributes().get(name), known.attributes().get(name)));
    if (changed.isEmpty()) return false;
    acts.store(
        new Act(
            clock.instant(),
            kind,
            next.key().partition(),
            by,
            "",
            note,
            Item.builder().text("changed", String.join(" ", changed)).build()));
    return true;
  }
}
