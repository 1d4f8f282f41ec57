package io.giftledger.template;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A route of the HTTP API.
 *
 * @param method an HTTP method, or ANY
 * @param path as in the template, with {@code {variable}} and, at the end, {@code {variable+}}
 * @param open true if it needs no token
 * @param scopes its token must have one of these; empty if any token will do
 * @param functionId the logical id of the function that it leads to
 */
public record HttpRoute(
    String method, String path, boolean open, List<String> scopes, String functionId) {

  private static final Set<String> PROPERTIES = Set.of("ApiId", "Method", "Path", "Auth");
  private static final String SCOPES = "AuthorizationScopes";

  /**
   * All routes of the template.
   *
   * @throws TemplateException if one of them says what could not be deployed, or is unknown here
   */
  public static List<HttpRoute> all(Template template) {
    return template.resources(FunctionDefinition.TYPE).stream()
        .flatMap(EventSource::of)
        .filter(source -> source.type().equals("HttpApi"))
        .map(HttpRoute::of)
        .toList();
  }

  private static HttpRoute of(EventSource source) {
    source.allowOnly(PROPERTIES);
    String path = source.string("Path");
    if (!path.startsWith("/")) {
      throw new TemplateException(source.place() + ".Path does not start with /");
    }
    Map<String, Object> auth = source.map("Auth");
    Object authorizer = auth.get("Authorizer");
    if (!Set.of("Authorizer", SCOPES).containsAll(auth.keySet())) {
      throw new TemplateException(source.place() + ".Auth: cannot do " + auth + " here");
    }
    boolean open = "NONE".equals(authorizer);
    if (authorizer != null && !open) {
      throw new TemplateException(source.place() + ".Auth.Authorizer may only be NONE here");
    }
    List<String> scopes = Shape.strings(auth.get(SCOPES), source.place());
    if (open && !scopes.isEmpty()) {
      throw new TemplateException(source.place() + ".Auth: without a token there are no scopes");
    }
    return new HttpRoute(
        source.string("Method").toUpperCase(Locale.ROOT), path, open, scopes, source.functionId());
  }

  /** What API Gateway calls the route in events and logs. */
  public String key() {
    return method + " " + path;
  }

  /** The path variables, decoded, if a request goes to this route; null if it does not. */
  public @Nullable Map<String, String> match(String requestMethod, String rawPath) {
    if (!method.equals("ANY") && !method.equals(requestMethod)) return null;
    List<String> pattern = segments(path);
    List<String> request = segments(rawPath);
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < pattern.size(); i++) {
      String part = pattern.get(i);
      if (i >= request.size() || request.get(i).isEmpty()) return null;
      if (part.endsWith("+}")) {
        String rest = String.join("/", request.subList(i, request.size()));
        variables.put(part.substring(1, part.length() - 2), decode(rest));
        return variables;
      }
      if (part.startsWith("{")) {
        variables.put(part.substring(1, part.length() - 1), decode(request.get(i)));
      } else if (!part.equals(request.get(i))) {
        return null;
      }
    }
    return pattern.size() == request.size() ? variables : null;
  }

  /** Sorts the most specific route first: API Gateway prefers fixed segments to variables. */
  public String specificity() {
    String shape = path.replaceAll("\\{[^}]*\\+}", "~~").replaceAll("\\{[^}]*}", "~");
    return shape + (method.equals("ANY") ? "~" : " ");
  }

  private static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
