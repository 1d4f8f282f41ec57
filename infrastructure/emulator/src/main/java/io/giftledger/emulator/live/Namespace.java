package io.giftledger.emulator.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.template.Resource;
import io.giftledger.template.TemplateException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.JavaScriptException;
import org.mozilla.javascript.RhinoException;
import org.mozilla.javascript.ScriptableObject;

/**
 * A channel namespace of the template, with the handler that decides who may subscribe. The handler
 * is the template's own text, in the JavaScript that AppSync understands; its one import, {@code
 * util}, is played here.
 */
final class Namespace {

  /** What the template calls it. */
  static final String TYPE = "AWS::AppSync::ChannelNamespace";

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern IMPORT =
      Pattern.compile(
          "(?m)^\\s*import\\s*\\{\\s*util\\s*}\\s*from\\s*['\"]@aws-appsync/utils['\"];?");
  private static final Pattern EXPORT =
      Pattern.compile("(?m)^\\s*export\\s+(?=(function|const)\\b)");

  /** AppSync ends the handler there, with an error of a type. */
  private static final String UTIL =
      """
      const util = {
        unauthorized() { throw "Unauthorized"; },
        error(message, type) { throw type || "Custom"; },
      };
      """;

  private final String name;
  private final String place;
  private final @Nullable Function onSubscribe;
  private final ScriptableObject scope;

  private Namespace(
      String name, String place, @Nullable Function onSubscribe, ScriptableObject scope) {
    this.name = name;
    this.place = place;
    this.onSubscribe = onSubscribe;
    this.scope = scope;
  }

  /**
   * Reads a namespace.
   *
   * @throws TemplateException if its handlers do what cannot be played here, or do not compile
   */
  static Namespace of(Resource resource) {
    if (resource.property("HandlerConfigs") != null
        || resource.property("CodeS3Location") != null) {
      throw new TemplateException(resource.place() + ": handlers can only be CodeHandlers here");
    }
    String name = resource.string("Name");
    String code =
        EXPORT
            .matcher(IMPORT.matcher(resource.string("CodeHandlers", "")).replaceAll(""))
            .replaceAll("");
    try (Context context = context()) {
      ScriptableObject scope = context.initSafeStandardObjects();
      context.evaluateString(scope, UTIL + code, name, 1, null);
      if (ScriptableObject.hasProperty(scope, "onPublish")) {
        throw new TemplateException(resource.place() + ": cannot do onPublish here");
      }
      Object handler = ScriptableObject.getProperty(scope, "onSubscribe");
      return new Namespace(
          name, resource.place(), handler instanceof Function function ? function : null, scope);
    } catch (RhinoException e) {
      throw new TemplateException(resource.place() + ".CodeHandlers: " + e.getMessage(), e);
    }
  }

  private static Context context() {
    Context context = Context.enter();
    context.setLanguageVersion(Context.VERSION_ES6);
    context.setInterpretedMode(true);
    return context;
  }

  String name() {
    return name;
  }

  /**
   * Whether its handler lets somebody subscribe.
   *
   * @param claims those of their token
   */
  boolean admits(Channel channel, Map<String, String> claims) {
    if (onSubscribe == null) return true;
    try (Context context = context()) {
      Object argument =
          context.evaluateString(scope, "(" + context(channel, claims) + ")", name, 1, null);
      onSubscribe.call(context, scope, scope, new Object[] {argument});
      return true;
    } catch (JavaScriptException e) {
      return false;
    } catch (RhinoException e) {
      throw new TemplateException(place + ".CodeHandlers: " + e.getMessage(), e);
    }
  }

  private ObjectNode context(Channel channel, Map<String, String> claims) {
    ObjectNode context = JSON.createObjectNode();
    ObjectNode identity = context.putObject("identity");
    identity.put("sub", claims.get("sub")).put("issuer", claims.get("iss"));
    identity.set("claims", JSON.valueToTree(claims));
    ObjectNode info = context.putObject("info");
    info.put("operation", "SUBSCRIBE").putObject("channelNamespace").put("name", name);
    ObjectNode described = info.putObject("channel").put("path", channel.toString());
    List<String> segments = channel.segments();
    described.set("segments", JSON.valueToTree(segments));
    context.putObject("request").putObject("headers");
    context.putObject("stash");
    return context;
  }
}
