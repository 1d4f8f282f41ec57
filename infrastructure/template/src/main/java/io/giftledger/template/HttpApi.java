package io.giftledger.template;

import java.util.List;
import java.util.Map;

/**
 * The template's HTTP API.
 *
 * @param issuer whose tokens its default authorizer accepts
 * @param audiences for whom a token must be, one of them
 * @param cors its CorsConfiguration; empty for none
 * @param place where it stands in the template, for messages
 */
public record HttpApi(
    String issuer, List<String> audiences, Map<String, Object> cors, String place) {

  private static final String TYPE = "AWS::Serverless::HttpApi";

  /**
   * The one API of the template. A route that needs no token says so itself, so an API without a
   * default authorizer is wrong.
   *
   * @throws TemplateException if there is not exactly one, or its authorizer could not work
   */
  public static HttpApi of(Template template) {
    List<Resource> apis = template.resources(TYPE);
    if (apis.size() == 1) return of(apis.getFirst());
    throw new TemplateException("the template has %d HttpApis, not one".formatted(apis.size()));
  }

  private static HttpApi of(Resource api) {
    String place = api.place() + ".Auth";
    Map<String, Object> auth = api.map("Auth");
    Object name = auth.get("DefaultAuthorizer");
    if (name == null) throw new TemplateException(place + " has no DefaultAuthorizer");
    Object found =
        Shape.map(auth.getOrDefault("Authorizers", Map.of()), place).get(name.toString());
    if (found == null) throw new TemplateException(place + " has no authorizer " + name);
    Map<String, Object> authorizer = Shape.map(found, place + "." + name);
    if (!"$request.header.Authorization".equals(authorizer.get("IdentitySource"))) {
      throw new TemplateException(
          place + "." + name + ".IdentitySource must be $request.header.Authorization");
    }
    Object jwt = authorizer.get("JwtConfiguration");
    if (jwt == null) throw new TemplateException(place + "." + name + " has no JwtConfiguration");
    Map<String, Object> configuration = Shape.map(jwt, place + "." + name);
    Object issuer = configuration.get("issuer");
    List<String> audiences = Shape.strings(configuration.get("audience"), place + "." + name);
    if (issuer == null || audiences.isEmpty() || configuration.size() != 2) {
      throw new TemplateException(
          place + "." + name + ".JwtConfiguration needs issuer and audience, in lower case");
    }
    return new HttpApi(issuer.toString(), audiences, api.map("CorsConfiguration"), api.place());
  }
}
