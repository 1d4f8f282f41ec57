package io.giftledger.verify;

import java.util.List;
import java.util.Optional;

/** Where digests are read, by name, as FORMAT.md lays them out: the bucket, or a copy of it. */
public interface DigestSource {

  /** An object's bytes; empty if there is none of that name. */
  Optional<byte[]> get(String name);

  /** The names that begin with a prefix, in ascending order. */
  List<String> names(String prefix);
}
