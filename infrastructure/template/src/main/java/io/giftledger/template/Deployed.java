package io.giftledger.template;

/** What a template's expressions mean but only a deployed stack knows. */
public interface Deployed {
  /** The attribute that stands for {@code !Ref} of a resource. */
  String REF = "Ref";

  /**
   * What {@code Fn::GetAtt} or {@code !Ref} of a resource is.
   *
   * @param attribute as in {@code Fn::GetAtt}, or {@link #REF}
   * @throws TemplateException if a resource of this type has no such attribute here
   */
  String attribute(Resource resource, String attribute);

  /**
   * A secret's value; the same reference always yields the same value.
   *
   * @param reference what stands between <code>{{resolve:secretsmanager:</code> and the braces
   */
  String secret(String reference);
}
