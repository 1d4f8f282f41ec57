package io.giftledger.emulator;

import io.giftledger.template.Resource;
import io.giftledger.template.Template;
import io.giftledger.template.TemplateException;
import java.util.Set;

/** Creates the template's KMS keys. */
final class Keys {
  static final String TYPE = "AWS::KMS::Key";

  /** What protects a key on AWS and means nothing here. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("Description", "Enabled", "KeyPolicy", "PendingWindowInDays", "Tags");

  private final KeyServer server;

  Keys(KeyServer server) {
    this.server = server;
  }

  static String id(Resource key) {
    return key.generatedName();
  }

  static String arn(Resource key) {
    return "arn:aws:kms:%s:%s:key/%s".formatted(Template.REGION, Template.ACCOUNT_ID, id(key));
  }

  /** Creates a key, or takes the one that the data folder has. */
  void create(Resource key) {
    for (String property : key.propertyNames()) {
      if (!Set.of("KeySpec", "KeyUsage").contains(property) && !WITHOUT_EFFECT.contains(property)) {
        throw new TemplateException(key.place() + ": cannot do " + property + " here");
      }
    }
    if (!key.string("KeySpec").equals("ECC_NIST_P256")
        || !key.string("KeyUsage").equals("SIGN_VERIFY")) {
      throw new TemplateException(key.place() + ": only keys of ECC_NIST_P256 that sign, here");
    }
    server.create(arn(key));
  }
}
