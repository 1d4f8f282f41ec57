package io.giftledger.audit;

import io.giftledger.verify.DigestStore;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Digests in a bucket. */
public final class S3DigestStore implements DigestStore {

  private static final int PRECONDITION_FAILED = 412;
  private static final int CONFLICT = 409;

  private final S3Client s3;
  private final String bucket;

  /**
   * @param s3 reaches S3
   * @param bucket the bucket's name
   */
  public S3DigestStore(S3Client s3, String bucket) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  @Override
  public Optional<byte[]> get(String name) {
    try {
      return Optional.of(
          s3.getObjectAsBytes(get -> get.bucket(bucket).key(name)).asByteArrayUnsafe());
    } catch (NoSuchKeyException absent) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> names(String prefix) {
    return s3.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix)).contents().stream()
        .map(S3Object::key)
        .sorted()
        .toList();
  }

  @Override
  public boolean putNew(String name, byte[] bytes) {
    try {
      s3.putObject(
          put -> put.bucket(bucket).key(name).ifNoneMatch("*"), RequestBody.fromBytes(bytes));
      return true;
    } catch (S3Exception refused) {
      if (refused.statusCode() == PRECONDITION_FAILED) return false;
      // Another is being written at this moment; the caller's message comes again.
      if (refused.statusCode() == CONFLICT) throw new IllegalStateException("at once", refused);
      throw refused;
    }
  }
}
