package io.giftledger.emulator;

import io.giftledger.template.Resource;
import io.giftledger.template.TemplateException;
import java.util.Locale;
import java.util.Set;

/** Creates the template's S3 buckets. */
final class Buckets {
  static final String TYPE = "AWS::S3::Bucket";

  /** What protects objects on AWS and means nothing here. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "BucketEncryption",
          "LifecycleConfiguration",
          "ObjectLockConfiguration",
          "ObjectLockEnabled",
          "OwnershipControls",
          "PublicAccessBlockConfiguration",
          "VersioningConfiguration");

  private final ObjectServer server;

  Buckets(ObjectServer server) {
    this.server = server;
  }

  static String name(Resource bucket) {
    return bucket.string("BucketName", bucket.generatedName().toLowerCase(Locale.ROOT));
  }

  /** Creates a bucket, with what the data folder has of it. */
  void create(Resource bucket) {
    for (String property : bucket.propertyNames()) {
      if (!property.equals("BucketName") && !WITHOUT_EFFECT.contains(property)) {
        throw new TemplateException(bucket.place() + ": cannot do " + property + " here");
      }
    }
    server.create(name(bucket));
  }
}
