package io.giftledger.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ScriptableObject;

/**
 * Whose tokens a deployment believes: those of an issuer that is named, or of its own user pool.
 */
class IdentityTest {

  private static final String POOL = "AWS::Cognito::UserPool";
  private static final String CLIENT = "AWS::Cognito::UserPoolClient";
  private static final String GROUP = "AWS::Cognito::UserPoolGroup";

  private static final Map<String, String> WITH_USER_POOL =
      DeploymentTest.parameters("WithUserPool=true JwtIssuer= JwtAudience=");

  static final Template OWN_POOL = DeploymentTest.read(WITH_USER_POOL);

  private static final Template OWN_ISSUER = DeploymentTest.read(Map.of());

  private static Template ownPool(String parameters) {
    Map<String, String> all = new HashMap<>(WITH_USER_POOL);
    all.putAll(DeploymentTest.parameters(parameters));
    return DeploymentTest.read(all);
  }

  // ---- One of the two ------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          WithUserPool=true                                                  | A stack has one issuer
          WithUserPool=true JwtIssuer= WebClientId=web                       | leave WebClientId and WebSignInOrigins out
          WithUserPool=true JwtIssuer= WebSignInOrigins=https://a.example    | leave WebClientId and WebSignInOrigins out
          WithUserPool=true JwtIssuer= AccountClaim=email                    | name their user by sub alone
          JwtIssuer=                                                         | or WithUserPool=true
          JwtAudience=                                                       | or WithUserPool=true
          JwtIssuer= JwtAudience=                                            | or WithUserPool=true
          SignInEmailArn=arn:aws:ses:us-east-1:1:identity/sign-in@example.com | which WithUserPool=true makes
          """)
  void two_issuers_or_none_are_refused(String parameters, String message) {
    var refused =
        assertThrows(
            TemplateException.class,
            () -> DeploymentTest.read(DeploymentTest.parameters(parameters)));

    assertTrue(String.valueOf(refused.getMessage()).contains(message), refused.getMessage());
  }

  @Test
  void with_an_issuer_of_ones_own_there_is_no_user_pool() {
    for (String type : List.of(POOL, CLIENT, GROUP, "AWS::Lambda::Function")) {
      assertEquals(List.of(), OWN_ISSUER.resources(type));
    }
    assertEquals("https://issuer", HttpApi.of(OWN_ISSUER).issuer());
    assertEquals(List.of("app"), HttpApi.of(OWN_ISSUER).audiences());
    assertEquals("https://issuer", liveIssuer(OWN_ISSUER));
    assertEquals(List.of(), OWN_ISSUER.resources("AWS::CloudFront::Distribution"));
    assertEquals(
        List.of("app", "tv"),
        HttpApi.of(DeploymentTest.read(Map.of("JwtAudience", "app,tv"))).audiences());
  }

  @Test
  void with_a_user_pool_the_api_the_live_room_and_the_pages_believe_its_tokens() {
    assertEquals("Pool.ProviderURL", HttpApi.of(OWN_POOL).issuer());
    assertEquals(List.of("Pages.Ref", "Backend.Ref"), HttpApi.of(OWN_POOL).audiences());
    assertEquals("Pool.ProviderURL", liveIssuer(OWN_POOL));

    String config = OWN_POOL.resource("AWS::CloudFront::Function", "Config").string("FunctionCode");
    assertTrue(config.contains("issuer: 'Pool.ProviderURL', clientId: 'Pages.Ref'"), config);
    String headers =
        OWN_POOL
            .resource("AWS::CloudFront::ResponseHeadersPolicy", "Headers")
            .map("ResponseHeadersPolicyConfig")
            .toString();
    String called =
        "connect-src 'self' https://cognito-idp.us-east-1.amazonaws.com"
            + " https://Domain.Ref.auth.us-east-1.amazoncognito.com ";
    assertTrue(headers.contains(called), headers);
  }

  @Test
  void the_pool_may_have_other_clients() {
    assertEquals(
        List.of("Pages.Ref", "Backend.Ref", "ios", "android"),
        HttpApi.of(ownPool("JwtAudience=ios,android")).audiences());
  }

  private static String liveIssuer(Template template) {
    Resource api = template.resource("AWS::AppSync::Api", "Events");
    Object providers = api.map("EventConfig").getOrDefault("AuthProviders", "");
    Map<String, Object> oidc =
        Shape.map(Shape.list(providers, api.place()).getFirst(), api.place());
    return String.valueOf(
        Shape.map(oidc.getOrDefault("OpenIDConnectConfig", ""), api.place()).get("Issuer"));
  }

  /**
   * Cognito's pages let nobody set one up while it is optional, so that DEPLOY.md's commands do.
   */
  @Test
  void a_person_may_have_a_second_factor_and_the_client_by_which_it_is_set_up() {
    Resource pool = OWN_POOL.resource(POOL, "Pool");
    Resource pages = OWN_POOL.resource(CLIENT, "Pages");

    assertEquals("OPTIONAL", pool.string("MfaConfiguration"));
    assertEquals(List.of("SOFTWARE_TOKEN_MFA"), pool.property("EnabledMfas"));
    List<String> flows = Shape.strings(pages.property("ExplicitAuthFlows"), pages.place());
    assertTrue(flows.contains("ALLOW_ADMIN_USER_PASSWORD_AUTH"), flows.toString());
  }

  // ---- A pool that outlived its stack --------------------------------------------------------

  /** CloudFormation imports what it can find, and takes nothing else in the same step. */
  @Test
  void the_part_of_its_template_that_imports_a_pool_has_the_pool_alone_and_all_but_its_trigger(
      @TempDir Path folder) throws IOException {
    String guide = Files.readString(DeploymentTest.ROOT.resolve("infrastructure/DEPLOY.md"));
    assertTrue(guide.contains("sed '/^      LambdaConfig:/,$d' infrastructure/identity.yaml"));
    List<String> lines =
        Files.readAllLines(DeploymentTest.ROOT.resolve("infrastructure/identity.yaml")).stream()
            .takeWhile(line -> !line.startsWith("      LambdaConfig:"))
            .toList();
    Path file = Files.write(folder.resolve("pool.yaml"), lines);
    Map<String, String> parameters =
        DeploymentTest.parameters(
            "System=users KeyArn= EmailArn= LogRetentionDays=30 Tracing=Active Origins=https://a");

    Resource alone =
        Template.read(file, parameters, new DeploymentTest.Names()).resource(POOL, "Pool");

    assertEquals(2, String.join("\n", lines).split("\n    Type: AWS::", -1).length);
    Set<String> expected = new TreeSet<>();
    OWN_POOL.resource(POOL, "Pool").propertyNames().forEach(expected::add);
    expected.remove("LambdaConfig");
    Set<String> imported = new TreeSet<>();
    alone.propertyNames().forEach(imported::add);
    assertEquals(expected, imported);
    assertTrue(lines.contains("    DeletionPolicy: RetainExceptOnCreate"));
  }

  @Test
  void a_pool_of_another_stack_signs_in_at_the_pages_as_any_issuer_does() {
    Template template =
        DeploymentTest.read(
            Map.of(
                "JwtIssuer", "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a",
                "JwtAudience", "pages,backend",
                "WebClientId", "pages",
                "WebSignInOrigins",
                    "https://cognito-idp.us-east-1.amazonaws.com"
                        + " https://giftledger-0.auth.us-east-1.amazoncognito.com"));

    assertEquals(List.of("pages", "backend"), HttpApi.of(template).audiences());
    assertEquals(List.of(), template.resources(POOL));
    String config = template.resource("AWS::CloudFront::Function", "Config").string("FunctionCode");
    assertTrue(
        config.contains("issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a'"));
    assertTrue(config.contains("clientId: 'pages'"), config);
  }

  // ---- Its clients ---------------------------------------------------------------------------

  @Test
  void pages_sign_in_and_out_by_a_public_client_that_comes_back_to_the_origins_that_are_named() {
    Template template = ownPool("CorsOrigins=https://live.example.com,https://app.example.com");
    Resource pages = template.resource(CLIENT, "Pages");

    assertEquals(false, pages.property("GenerateSecret"));
    assertEquals(List.of("code"), pages.property("AllowedOAuthFlows"));
    assertEquals(
        List.of("https://live.example.com/", "https://app.example.com/"),
        pages.property("CallbackURLs"));
    assertEquals(pages.property("CallbackURLs"), pages.property("LogoutURLs"));
    assertEquals(
        List.of("https://no-page.invalid/"),
        OWN_POOL.resource(CLIENT, "Pages").property("CallbackURLs"));
  }

  /** Whoever signs in by a client can ask for its scopes: a viewer, too. */
  @Test
  void no_client_of_users_has_a_scope_of_the_operators_api() {
    assertTrue(!operatorsScopes().isEmpty());
    for (Resource client : OWN_POOL.resources(CLIENT)) {
      List<String> flows = Shape.strings(client.property("AllowedOAuthFlows"), client.place());
      List<String> scopes = Shape.strings(client.property("AllowedOAuthScopes"), client.place());
      if (flows.equals(List.of("client_credentials"))) {
        assertEquals(true, client.property("GenerateSecret"), client.place());
        assertEquals(List.of("giftledger/platform"), scopes, client.place());
      } else {
        assertEquals(List.of("openid", "giftledger/overlay"), scopes, client.place());
      }
    }
  }

  @Test
  void the_pool_knows_each_scope_that_a_route_asks_for_and_has_a_group_for_it() {
    Resource server = OWN_POOL.resource("AWS::Cognito::UserPoolResourceServer", "Scopes");
    Set<String> known = new TreeSet<>();
    Object scopes = server.property("Scopes");
    for (Object scope : Shape.list(scopes == null ? List.of() : scopes, server.place())) {
      known.add(
          server.string("Identifier") + "/" + Shape.map(scope, server.place()).get("ScopeName"));
    }
    Set<String> wanted = operatorsScopes();
    Set<String> groups =
        OWN_POOL.resources(GROUP).stream()
            .map(group -> "giftledger/" + group.string("GroupName"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(wanted, groups);
    wanted.add("giftledger/overlay");
    assertEquals(wanted, known);
  }

  private static Set<String> operatorsScopes() {
    return HttpRoute.all(OWN_POOL).stream()
        .flatMap(route -> route.scopes().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Cognito takes no others, and no name that somebody else has. */
  @Test
  void its_domain_can_be_one() {
    String domain = OWN_POOL.resource("AWS::Cognito::UserPoolDomain", "Domain").string("Domain");

    assertTrue(domain.matches("giftledger-[a-z0-9-]{1,36}"), domain);
  }

  // ---- Its groups ----------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ['operator']                 | ['openid']                         | giftledger/operator
          ['finance','operator','vip'] | ['openid']                         | giftledger/operator,giftledger/finance
          ['platform']                 | ['aws.cognito.signin.user.admin']  | giftledger/platform
          ['platform']                 | null                               | giftledger/platform
          ['vip']                      | ['openid']                         | ''
          []                           | ['openid','giftledger/operator']   | ''
          null                         | ['giftledger/finance']             | ''
          ['operator']                 | ['openid','giftledger/overlay']    | ''
          """)
  void a_group_brings_its_scope_but_to_an_overlay_and_asking_brings_none(
      String groups, String asked, String added) {
    String answer =
        run(
            """
            handler({
              request: { groupConfiguration: { groupsToOverride: %s }, scopes: %s }, response: {},
            }).response.claimsAndScopeOverrideDetails.accessTokenGeneration;
            """
                .formatted(groups, asked));

    Set<String> suppressed = operatorsScopes();
    List<String> has = added.isEmpty() ? List.of() : List.of(added.split(","));
    has.forEach(suppressed::remove);
    String[] parts = answer.split(";", -1);
    assertEquals(added, parts[0]);
    assertEquals(suppressed, new TreeSet<>(List.of(parts[1].split(","))));
  }

  /** What Cognito is told to add, and to leave out. */
  private static String run(String call) {
    Object code =
        OWN_POOL.resource("AWS::Lambda::Function", "GroupScopes").map("Code").get("ZipFile");
    // This interpreter knows no async functions; that one waits for nothing.
    String text =
        String.valueOf(code).replace("exports.handler = async (event)", "const handler = (event)");
    try (Context context = Context.enter()) {
      context.setLanguageVersion(Context.VERSION_ES6);
      context.setInterpretedMode(true);
      ScriptableObject scope = context.initSafeStandardObjects();
      context.evaluateString(scope, text + "const told = " + call, "GroupScopes", 1, null);
      return Context.toString(
          context.evaluateString(
              scope, "told.scopesToAdd + ';' + told.scopesToSuppress", "told", 1, null));
    }
  }
}
