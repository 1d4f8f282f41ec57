package io.giftledger.verify;

/** Where digests are written, and nothing is ever replaced. */
public interface DigestStore extends DigestSource {

  /**
   * Keeps an object that is not there yet. The first to do so wins.
   *
   * @return false if there was one of that name
   */
  boolean putNew(String name, byte[] bytes);
}
