package io.giftledger.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giftledger.dynamodb.Acts;
import io.giftledger.dynamodb.PolicyDocument;
import io.giftledger.dynamodb.PolicyVersions;
import io.giftledger.dynamodb.VersionTakenException;
import io.giftledger.economy.Act;
import io.giftledger.economy.Money;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.earnings.DiamondsAdjusted;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.HoldPlaced;
import io.giftledger.economy.earnings.HoldReleased;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.PolicyChanges;
import io.giftledger.economy.policy.PolicyReading;
import io.giftledger.economy.wallet.CoinsAdjusted;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.economy.wallet.WalletFrozen;
import io.giftledger.economy.wallet.WalletReleased;
import io.giftledger.http.Call;
import io.giftledger.http.HttpFunction;
import io.giftledger.http.Problem;
import io.giftledger.http.Reply;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Value;
import io.giftledger.payments.UnbookedEvent;
import io.giftledger.payments.booking.BookedSince;
import io.giftledger.queues.DeadLetters;
import io.giftledger.verify.DigestKey;
import io.giftledger.verify.DigestReader;
import io.giftledger.verify.DigestStore;
import io.giftledger.verify.Fault;
import io.giftledger.verify.Manifest;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Answers the operator's API: what is below {@code /v1/admin}. Each route asks for a scope of its
 * own, here as in the template: who forgets one of the two opens nothing.
 */
public final class AdminHandler extends HttpFunction {

  private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

  private static final Pattern ACT = Pattern.compile("ACTIONS#[0-9]{4}-[0-9]{2} ACT#[0-9a-f#]+");
  private static final Pattern PROPOSAL =
      Pattern.compile(Proposal.LIST_PARTITION + " AT#[0-9]{13}#[0-9a-v]{26}");
  private static final Pattern EVENT =
      Pattern.compile(UnbookedEvent.PARTITION + " EVENT#[\\x21-\\x7e]{1,320}");

  private static final Pattern UNAPPLIED_ENTRY =
      Pattern.compile(
          Unapplied.BOOK.prefix() + "#[^ #]{1,128} " + Entry.SORT_KEY_PREFIX + "[0-9]{12}");

  private static final String UNAPPLIED = "POST /v1/admin/unapplied-payments/{provider}/{payment}";
  private static final String RESOLUTIONS =
      "POST /v1/admin/withdrawals/{id}/{withdrawal}/resolutions";
  private static final String APPROVAL = "/{proposal}/approval";

  private static final Pattern NOTE = Pattern.compile(ActionRequest.NOTE);

  /** What a provider's id for a payment is made of. */
  private static final Pattern PAYMENT = Pattern.compile("[\\x21-\\x7e]{1,255}");

  /** So many are moved by one call, which has to answer in time. */
  private static final int REDRIVEN_MAX = 200;

  /** What an adjustment and a funding concern besides their account. */
  private static final Item NOTHING = Item.EMPTY;

  private static final Pattern VERSION =
      Pattern.compile(Policy.PARTITION_KEY + " " + Policy.SORT_KEY_PREFIX + "[0-9]{12}");

  private final Ledger ledger = bean(Ledger.class);
  private final PolicyVersions versions = bean(PolicyVersions.class);
  private final Profiles profiles = bean(Profiles.class);
  private final Proposals proposals = bean(Proposals.class);
  private final SignedDeeds deeds = bean(SignedDeeds.class);
  private final UnappliedDeeds unapplied = bean(UnappliedDeeds.class);
  private final ResolveWithdrawal resolveWithdrawal = bean(ResolveWithdrawal.class);
  private final Aside aside = bean(Aside.class);
  private final Table table = bean(Table.class);
  private final Acts acts = bean(Acts.class);
  private final InstantSource clock = bean(InstantSource.class);

  /** What answers the calls of one route, with who calls. */
  private interface Answer {
    Reply to(Call call, String by);
  }

  /** Made by Lambda. */
  public AdminHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public AdminHandler(Map<String, String> environment) {
    super(environment);
    route("POST /v1/admin/policies", Scopes.OPERATOR, this::publishPolicy, "note");
    route("POST /v1/admin/policies/check", Scopes.OPERATOR, this::checkPolicy);
    route("GET /v1/admin/policies", Scopes.OPERATOR, this::listPolicies, "limit", "cursor");
    route("GET /v1/admin/policies/{version}", Scopes.OPERATOR, this::getPolicy);
    route(
        "GET /v1/admin/policies/{version}/changes",
        Scopes.OPERATOR,
        this::changesOfPolicy,
        "since");
    route("GET /v1/admin/creators/{id}", Scopes.PLATFORM, this::getCreator);
    route("PUT /v1/admin/creators/{id}", Scopes.PLATFORM, this::putCreator, "note");
    route("GET /v1/admin/viewers/{id}", Scopes.PLATFORM, this::getViewer);
    route("PUT /v1/admin/viewers/{id}", Scopes.PLATFORM, this::putViewer, "note");
    route("POST /v1/admin/wallets/{id}/freeze", Scopes.OPERATOR, this::freeze);
    route("POST /v1/admin/wallets/{id}/release", Scopes.OPERATOR, this::release);
    route("POST /v1/admin/earnings/{id}/hold", Scopes.OPERATOR, this::placeHold);
    route("POST /v1/admin/earnings/{id}/release", Scopes.OPERATOR, this::releaseHold);
    route("POST /v1/admin/wallets/{id}/adjustments", Scopes.FINANCE, this::proposeCoins);
    route(
        "POST /v1/admin/wallets/{id}/adjustments/{proposal}/approval",
        Scopes.FINANCE,
        this::approveCoins);
    route("POST /v1/admin/earnings/{id}/adjustments", Scopes.FINANCE, this::proposeDiamonds);
    route(
        "POST /v1/admin/earnings/{id}/adjustments/{proposal}/approval",
        Scopes.FINANCE,
        this::approveDiamonds);
    route("POST /v1/admin/challenges/{id}/fundings", Scopes.FINANCE, this::proposeFunding);
    route(
        "POST /v1/admin/challenges/{id}/fundings/{proposal}/approval",
        Scopes.FINANCE,
        this::approveFunding);
    route("POST /v1/admin/challenges/{id}/awards", Scopes.FINANCE, this::proposeAward);
    route(
        "POST /v1/admin/challenges/{id}/awards/{proposal}/approval",
        Scopes.FINANCE,
        this::approveAward);
    route(
        "POST /v1/admin/wallets/{id}/recharges/{recharge}/refunds",
        Scopes.FINANCE,
        this::proposeRefund);
    route(
        "POST /v1/admin/wallets/{id}/recharges/{recharge}/refunds/{proposal}/approval",
        Scopes.FINANCE,
        this::approveRefund);
    route(
        "GET /v1/admin/unapplied-payments",
        Scopes.FINANCE,
        this::listUnapplied,
        "provider",
        "all",
        "limit",
        "cursor");
    route(UNAPPLIED + "/refunds", Scopes.FINANCE, this::proposeUnappliedRefund);
    route(UNAPPLIED + "/refunds" + APPROVAL, Scopes.FINANCE, this::approveUnappliedRefund);
    route(UNAPPLIED + "/applications", Scopes.FINANCE, this::proposeApplication);
    route(UNAPPLIED + "/applications" + APPROVAL, Scopes.FINANCE, this::approveApplication);
    route("GET /v1/admin/withdrawals/{id}/undecided", Scopes.FINANCE, this::listUndecided);
    route(RESOLUTIONS, Scopes.FINANCE, this::proposeResolution);
    route(RESOLUTIONS + APPROVAL, Scopes.FINANCE, this::approveResolution);
    route("GET /v1/admin/events", Scopes.FINANCE, this::listEvents, "limit", "cursor");
    route("GET /v1/admin/trial-balance", Scopes.FINANCE, this::trialBalance);
    route("GET /v1/admin/dead-letters/{queue}", Scopes.OPERATOR, this::deadLetters, "limit");
    route("POST /v1/admin/dead-letters/{queue}/redrive", Scopes.OPERATOR, this::redrive);
    route("GET /v1/admin/proposals", Scopes.FINANCE, this::listProposals, "limit", "cursor");
    route("GET /v1/admin/actions", Scopes.OPERATOR_OR_FINANCE, this::listActs, "limit", "cursor");
  }

  @Override
  protected void rehearse() throws IOException {
    rehearse("GET /v1/admin/policies", "");
  }

  private void route(String routeKey, List<String> scopes, Answer answer, String... query) {
    route(routeKey, call -> answer.to(call, call.subject(scopes)), query);
  }

  // ---- Policies --------------------------------------------------------------------------------

  private Reply publishPolicy(Call call, String by) {
    String note = note(call).orElseThrow(() -> noNote().exception());
    return switch (published(call, by, note)) {
      case PolicyReading.Whole(Policy policy) ->
          new Reply(
              201,
              Map.of("Location", "/v1/admin/policies/" + policy.version()),
              new PolicyViews.Checked(Optional.of(policy.version()), List.of()));
      case PolicyReading.Faulty(List<PolicyReading.Fault> faults) -> invalid(faults).reply();
    };
  }

  private PolicyReading published(Call call, String by, String note) {
    try {
      return versions.publish(document(call), by, note, clock.instant());
    } catch (VersionTakenException taken) {
      throw new Problem(
              409,
              "version_taken",
              "Somebody else has published another policy as this version. Look at what it says.",
              Map.of("version", taken.version()))
          .exception();
    }
  }

  private Reply checkPolicy(Call call, String by) {
    return Reply.ok(
        switch (versions.check(document(call))) {
          case PolicyReading.Whole(Policy policy) ->
              new PolicyViews.Checked(Optional.of(policy.version()), List.of());
          case PolicyReading.Faulty(List<PolicyReading.Fault> faults) ->
              new PolicyViews.Checked(Optional.empty(), PolicyViews.FaultView.of(faults));
        });
  }

  private static Problem invalid(List<PolicyReading.Fault> faults) {
    return new Problem(
        422,
        "policy_invalid",
        "The document is no policy that could be published.",
        Map.of("faults", PolicyViews.FaultView.of(faults)));
  }

  /** The body as it was sent: it is stored to the byte. */
  private static String document(Call call) {
    call.requireJson();
    return new String(call.rawBody(PolicyDocument.BYTES_MAX), UTF_8);
  }

  private Reply listPolicies(Call call, String by) {
    int limit = call.limit();
    OptionalLong below =
        call.query("cursor").map(text -> Cursor.parse(VERSION, text)).stream()
            .mapToLong(key -> Long.parseLong(key.id()))
            .findFirst();
    List<PolicyVersions.Listed> page = versions.list(limit, below);
    return Reply.ok(
        new PolicyViews.Page(
            page.stream().map(PolicyViews.Listed::of).toList(),
            // What fits into one answer of the table may be less than what was asked for.
            page.stream()
                .reduce((_, last) -> last)
                .filter(last -> last.version() > 1)
                .map(last -> Cursor.after(Policy.key(last.version())))));
  }

  private Reply getPolicy(Call call, String by) {
    return Reply.ok(PolicyViews.json(version(number("version", call.path("version")))));
  }

  private Reply changesOfPolicy(Call call, String by) {
    long version = number("version", call.path("version"));
    long since = call.positive("since").orElse(version - 1);
    return Reply.ok(
        PolicyViews.Difference.of(
            version, since, PolicyChanges.between(version(since), version(version))));
  }

  private Value version(long number) {
    Item item = versions.find(number).orElseThrow(() -> Problem.notFound("policy").exception());
    try {
      return PolicyDocument.value(item.text("document"));
    } catch (IllegalArgumentException | IllegalStateException byHand) {
      throw invalid(List.of(new PolicyReading.Fault("$", String.valueOf(byHand.getMessage()))))
          .exception();
    }
  }

  private static long number(String name, String text) {
    if (text.matches("[0-9]{1,12}")) return Long.parseLong(text);
    throw Problem.invalidField(name, "must be a number of at most 12 digits").exception();
  }

  // ---- Creators and viewers --------------------------------------------------------------------

  private Reply getCreator(Call call, String by) {
    return profiles
        .creator(owner(call))
        .map(profile -> Reply.ok(CreatorDocument.of(profile)))
        .orElseGet(() -> Problem.notFound("creator").reply());
  }

  private Reply putCreator(Call call, String by) {
    Proposals.requireNotOf(owner(call), by);
    CreatorDocument told = call.body(CreatorDocument.class);
    profiles.store(told.profile(owner(call)), by, note(call).orElse(""));
    return Reply.ok(told);
  }

  private Reply getViewer(Call call, String by) {
    return profiles
        .viewer(owner(call))
        .map(profile -> Reply.ok(ViewerDocument.of(profile)))
        .orElseGet(() -> Problem.notFound("viewer").reply());
  }

  private Reply putViewer(Call call, String by) {
    Proposals.requireNotOf(owner(call), by);
    ViewerDocument told = call.body(ViewerDocument.class);
    profiles.store(told.profile(owner(call)), by, note(call).orElse(""));
    return Reply.ok(told);
  }

  // ---- Wallets and earnings that stand still ---------------------------------------------------

  private Reply freeze(Call call, String by) {
    return act(call, by, Wallet.BOOK, action -> new WalletFrozen(action)::movement, "frozen");
  }

  private Reply release(Call call, String by) {
    Proposals.requireNotOf(owner(call), by);
    return act(call, by, Wallet.BOOK, action -> new WalletReleased(action)::movement, "released");
  }

  private Reply placeHold(Call call, String by) {
    return act(call, by, Earnings.BOOK, action -> new HoldPlaced(action)::movement, "on hold");
  }

  private Reply releaseHold(Call call, String by) {
    Proposals.requireNotOf(owner(call), by);
    return act(call, by, Earnings.BOOK, action -> new HoldReleased(action)::movement, "released");
  }

  /**
   * Appends the entry of what somebody does to an account.
   *
   * @param already what the account is if there is nothing to do
   */
  private <S extends State> Reply act(
      Call call,
      String by,
      Book<S> book,
      Function<OperatorAction, AppendRule<S>> doing,
      String already) {
    OperatorAction action = call.body(ActionRequest.class).action(by);
    return switch (ledger.append(book.account(owner(call)), doing.apply(action))) {
      case AppendOutcome.Posted<S>(Entry<S> entry) -> new Reply(201, Map.of(), EntryView.of(entry));
      case AppendOutcome.Stale<S> _, AppendOutcome.Overtaken<S> _ ->
          new Problem(409, "already_done", "It is " + already + " already.").reply();
    };
  }

  private static String owner(Call call) {
    String id = call.path("id");
    if (Account.isOwner(id)) return id;
    throw Problem.invalidField("id", "is no id that can own accounts").exception();
  }

  // ---- Adjustments by hand ---------------------------------------------------------------------

  private Reply proposeCoins(Call call, String by) {
    CoinsRequest asked = call.body(CoinsRequest.class);
    return propose(call, Wallet.BOOK, "coins", asked.coins(), asked.action(by));
  }

  private Reply proposeDiamonds(Call call, String by) {
    DiamondsRequest asked = call.body(DiamondsRequest.class);
    return propose(call, Earnings.BOOK, "diamonds_e4", asked.diamondsE4(), asked.action(by));
  }

  private Reply propose(Call call, Book<?> book, String field, long amount, OperatorAction action) {
    if (amount == 0) throw Problem.invalidField(field, "must not be 0").exception();
    return propose(
        call,
        book,
        Proposal.Kind.ADJUSTMENT,
        List.of(Long.toString(amount)),
        action,
        () -> new Proposals.Content(NOTHING, amount));
  }

  private Reply approveCoins(Call call, String by) {
    return approve(
        call,
        by,
        Wallet.BOOK,
        call.body(CoinsRequest.Approval.class).coins(),
        proposal -> new CoinsAdjusted(proposal, by)::movement);
  }

  private Reply approveDiamonds(Call call, String by) {
    return approve(
        call,
        by,
        Earnings.BOOK,
        call.body(DiamondsRequest.Approval.class).diamondsE4(),
        proposal -> new DiamondsAdjusted(proposal, by)::movement);
  }

  private <S extends State> Reply approve(
      Call call, String by, Book<S> book, long amount, Function<Proposal, AppendRule<S>> movement) {
    return approved(
        proposals.approve(book.account(owner(call)), call.path("proposal"), amount, by, movement));
  }

  private Reply approved(Proposals.Approved approved) {
    return new Reply(
        200,
        approved.again() ? Map.of("Idempotent-Replayed", "true") : Map.of(),
        ProposalView.of(approved.proposal(), clock.instant()));
  }

  // ---- Challenges and refunds ------------------------------------------------------------------

  private Reply proposeFunding(Call call, String by) {
    ChallengeRequests.Funding asked = call.body(ChallengeRequests.Funding.class);
    return propose(
        call,
        Challenge.BOOK,
        Proposal.Kind.FUNDING,
        List.of(Long.toString(asked.diamonds())),
        asked.action(by),
        () -> new Proposals.Content(NOTHING, asked.diamonds()));
  }

  private Reply approveFunding(Call call, String by) {
    long diamonds = call.body(ChallengeRequests.FundingApproval.class).diamonds();
    String proposal = call.path("proposal");
    return sign(
        call,
        Challenge.BOOK,
        Proposal.Kind.FUNDING,
        NOTHING,
        diamonds,
        by,
        signed -> deeds.fund(owner(call), diamonds, proposal, signed));
  }

  private Reply proposeAward(Call call, String by) {
    ChallengeRequests.Award asked = call.body(ChallengeRequests.Award.class);
    if (!Account.isOwner(asked.creator())) {
      throw Problem.invalidField("creator", "is no id that can own accounts").exception();
    }
    return propose(
        call,
        Challenge.BOOK,
        Proposal.Kind.AWARD,
        List.of(asked.creator(), asked.tier(), Long.toString(asked.diamonds())),
        asked.action(by),
        () -> {
          deeds.requireKnown(asked.creator());
          return new Proposals.Content(asked.about(), asked.diamonds());
        });
  }

  private Reply approveAward(Call call, String by) {
    ChallengeRequests.AwardApproval shown = call.body(ChallengeRequests.AwardApproval.class);
    return sign(
        call,
        Challenge.BOOK,
        Proposal.Kind.AWARD,
        shown.about(),
        shown.diamonds(),
        by,
        signed ->
            deeds.award(owner(call), shown.creator(), shown.tier(), shown.diamonds(), signed));
  }

  private Reply proposeRefund(Call call, String by) {
    ActionRequest asked = call.body(ActionRequest.class);
    String recharge = call.path("recharge");
    return propose(
        call,
        Wallet.BOOK,
        Proposal.Kind.REFUND,
        List.of(recharge),
        asked.action(by),
        () -> {
          Money price = deeds.price(owner(call), recharge);
          return new Proposals.Content(about(recharge, price), price.minor());
        });
  }

  private Reply approveRefund(Call call, String by) {
    Money price = call.body(RefundApproval.class).amount().money();
    String recharge = call.path("recharge");
    String proposal = call.path("proposal");
    return sign(
        call,
        Wallet.BOOK,
        Proposal.Kind.REFUND,
        about(recharge, price),
        price.minor(),
        by,
        signed -> deeds.refund(owner(call), recharge, price, proposal, signed));
  }

  /** Tells pay-out what it has to do now that it is approved. */
  private static void carryOut(Runnable telling) {
    try {
      telling.run();
    } catch (SdkException notSent) {
      LOG.atWarn().setCause(notSent).log("pay-out was not told of an approval");
      throw new Problem(
              503, "try_again", "It is approved. Send the same request again to have it done.")
          .exception();
    }
  }

  private static Item about(String recharge, Money price) {
    return Item.builder().text("recharge", recharge).text("currency", price.currency()).build();
  }

  private Reply propose(
      Call call,
      Book<?> book,
      Proposal.Kind kind,
      List<String> asked,
      OperatorAction action,
      Supplier<Proposals.Content> content) {
    return propose(call, book.account(owner(call)), kind, asked, action, content);
  }

  private Reply propose(
      Call call,
      Account<?> account,
      Proposal.Kind kind,
      List<String> asked,
      OperatorAction action,
      Supplier<Proposals.Content> content) {
    return Reply.of(
        proposals.propose(account, call.idempotencyKey(), kind, asked, action, content),
        proposal -> ProposalView.of(proposal, clock.instant()));
  }

  private Reply sign(
      Call call,
      Book<?> book,
      Proposal.Kind kind,
      Item about,
      long amount,
      String by,
      Function<OperatorAction, Optional<Proposals.Deed>> doing) {
    return approved(
        proposals.sign(
            book.account(owner(call)), call.path("proposal"), kind, about, amount, by, doing));
  }

  // ---- Payments that are applied to no recharge ------------------------------------------------

  private Reply listUnapplied(Call call, String by) {
    int limit = call.limit();
    Optional<Key> after = call.query("cursor").map(text -> Cursor.parse(UNAPPLIED_ENTRY, text));
    boolean all =
        call.query("all")
            .map(
                text -> {
                  if (text.equals("true") || text.equals("false")) return text.equals("true");
                  throw Problem.invalidField("all", "must be true or false").exception();
                })
            .orElse(false);
    return Reply.ok(unapplied.page(provider(call.query("provider").orElse("")), all, limit, after));
  }

  private Reply proposeUnappliedRefund(Call call, String by) {
    ActionRequest asked = call.body(ActionRequest.class);
    UnappliedDeeds.Named payment = payment(call);
    return propose(
        call,
        payment.account(),
        Proposal.Kind.UNAPPLIED_REFUND,
        List.of(payment.id()),
        asked.action(by),
        () -> {
          Money left = unapplied.left(payment);
          return new Proposals.Content(unapplied.about(payment, left), left.minor());
        });
  }

  private Reply approveUnappliedRefund(Call call, String by) {
    Money shown = call.body(RefundApproval.class).amount().money();
    UnappliedDeeds.Named payment = payment(call);
    Proposals.Approved approved =
        proposals.sign(
            payment.account(),
            call.path("proposal"),
            Proposal.Kind.UNAPPLIED_REFUND,
            unapplied.about(payment, shown),
            shown.minor(),
            by,
            signed -> unapplied.refund(payment, shown, signed));
    carryOut(() -> unapplied.ask(payment, approved.proposal()));
    return approved(approved);
  }

  private Reply proposeApplication(Call call, String by) {
    ApplicationRequest asked = call.body(ApplicationRequest.class);
    UnappliedDeeds.Named payment = payment(call);
    return propose(
        call,
        payment.account(),
        Proposal.Kind.APPLICATION,
        List.of(payment.id(), asked.user(), asked.recharge()),
        asked.action(by),
        () -> {
          Money whole = unapplied.whole(payment);
          return new Proposals.Content(
              unapplied.about(payment, whole, asked.user(), asked.recharge()), whole.minor());
        });
  }

  private Reply approveApplication(Call call, String by) {
    ApplicationRequest.Approval shown = call.body(ApplicationRequest.Approval.class);
    UnappliedDeeds.Named payment = payment(call);
    Proposals.Approved approved =
        proposals.sign(
            payment.account(),
            call.path("proposal"),
            Proposal.Kind.APPLICATION,
            unapplied.about(payment, shown.amount().money(), shown.user(), shown.recharge()),
            shown.amount().money().minor(),
            by,
            signed -> unapplied.apply(payment, shown.user(), shown.recharge(), signed));
    unapplied.credit(payment);
    return approved(approved);
  }

  private static UnappliedDeeds.Named payment(Call call) {
    String id = call.path("payment");
    if (!PAYMENT.matcher(id).matches()) {
      throw Problem.invalidField("payment", "is no id of a payment").exception();
    }
    return new UnappliedDeeds.Named(provider(call.path("provider")), id);
  }

  private static Account<Unapplied> provider(String name) {
    if (Account.isOwner(name)) return Unapplied.of(name);
    throw Problem.invalidField("provider", "must name a provider").exception();
  }

  // ---- Proposals -------------------------------------------------------------------------------

  private Reply listProposals(Call call, String by) {
    int limit = call.limit();
    Optional<Key> after = call.query("cursor").map(text -> Cursor.parse(PROPOSAL, text));
    List<Proposals.Listed> page = proposals.newest(limit, after);
    return Reply.ok(
        new ProposalView.Page(
            page.stream()
                .flatMap(listed -> listed.proposal().stream())
                .map(proposal -> ProposalView.of(proposal, clock.instant()))
                .toList(),
            page.stream()
                .filter(listed -> listed.proposal().isEmpty())
                .map(listed -> ProposalView.Unreadable.of(listed.key()))
                .toList(),
            page.size() < limit
                ? Optional.empty()
                : Optional.of(Cursor.after(page.getLast().place()))));
  }

  // ---- Payouts, providers' events and the books ------------------------------------------------

  private Reply listUndecided(Call call, String by) {
    return Reply.ok(resolveWithdrawal.undecided(owner(call)));
  }

  private Reply proposeResolution(Call call, String by) {
    ResolutionRequest asked = call.body(ResolutionRequest.class);
    String withdrawal = call.path("withdrawal");
    return propose(
        call,
        Earnings.BOOK,
        Proposal.Kind.RESOLUTION,
        List.of(withdrawal, asked.end(), asked.text()),
        asked.action(by),
        () -> {
          Money amount =
              resolveWithdrawal.amount(owner(call), withdrawal, asked.kind(), asked.text());
          return new Proposals.Content(
              PayoutResolution.about(withdrawal, asked.end(), asked.text(), amount),
              amount.minor());
        });
  }

  private Reply approveResolution(Call call, String by) {
    ResolutionRequest.Approval shown = call.body(ResolutionRequest.Approval.class);
    String withdrawal = call.path("withdrawal");
    Money amount = shown.amount().money();
    Proposals.Approved approved =
        proposals.sign(
            Earnings.BOOK.account(owner(call)),
            call.path("proposal"),
            Proposal.Kind.RESOLUTION,
            PayoutResolution.about(withdrawal, shown.end(), shown.text(), amount),
            amount.minor(),
            by,
            // It is what was proposed by now.
            signed ->
                resolveWithdrawal.approve(
                    owner(call),
                    withdrawal,
                    PayoutResolution.Kind.of(shown.end()),
                    shown.text(),
                    call.path("proposal"),
                    signed));
    carryOut(() -> resolveWithdrawal.settle(owner(call), withdrawal, approved.proposal()));
    return approved(approved);
  }

  private Reply listEvents(Call call, String by) {
    int limit = call.limit();
    Optional<Key> after = call.query("cursor").map(text -> Cursor.parse(EVENT, text));
    return Reply.ok(EventList.page(table, new BookedSince(ledger), limit, after));
  }

  private Reply trialBalance(Call call, String by) {
    DigestStore digests = bean(DigestStore.class);
    Optional<String> newest = DigestReader.newest(digests);
    if (newest.isEmpty()) return Problem.notFound("audit").reply();
    return switch (new DigestReader(digests, bean(DigestKey.class).publicKey())
        .manifest(newest.get())) {
      case DigestReader.Read.Whole(Manifest manifest, _) -> Reply.ok(TrialBalanceView.of(manifest));
      case DigestReader.Read.Altered(Fault fault, _) ->
          new Problem(
                  409,
                  fault.code(),
                  "The last digest is not what was signed: " + fault.words(),
                  Map.of("digest", fault.account()))
              .reply();
    };
  }

  private Reply deadLetters(Call call, String by) {
    DeadLetters letters = aside(call).deadLetters();
    return Reply.ok(
        new DeadLetterView.Some(
            letters.look(call.limit()).stream().map(DeadLetterView::of).toList(), letters.count()));
  }

  private Reply redrive(Call call, String by) {
    Aside.Place place = aside(call);
    ActionRequest why = call.body(ActionRequest.class);
    String queue =
        place
            .queue()
            .orElseThrow(
                () ->
                    new Problem(
                            409,
                            "nothing_to_redrive",
                            "What dispatch gave up has no queue: the operator's repair sends it"
                                + " again.")
                        .exception());
    Instant start = clock.instant();
    acts.store(
        new Act(start, "redriven", call.path("queue"), by, why.reason(), why.note(), Item.EMPTY));
    DeadLetters.Redriven done = place.deadLetters().redrive(queue, start, REDRIVEN_MAX, _ -> {});
    return Reply.ok(new DeadLetterView.Redriven(done.moved(), done.younger()));
  }

  private Aside.Place aside(Call call) {
    return aside.of(call.path("queue")).orElseThrow(() -> Problem.notFound("queue").exception());
  }

  // ---- What was done ---------------------------------------------------------------------------

  private Reply listActs(Call call, String by) {
    int limit = call.limit();
    Optional<Key> after = call.query("cursor").map(text -> Cursor.parse(ACT, text));
    List<Act> page = acts.newest(limit, after, clock.instant());
    return Reply.ok(
        new ActView.Page(
            page.stream().map(ActView::of).toList(),
            page.size() < limit
                ? Optional.empty()
                : Optional.of(Cursor.after(page.getLast().key()))));
  }

  /** Why something is done whose body has no place for it. */
  private static Optional<String> note(Call call) {
    Optional<String> note = call.query("note").filter(text -> !text.isBlank());
    boolean isFit =
        note.stream()
            .allMatch(
                text -> text.length() <= ActionRequest.NOTE_MAX && NOTE.matcher(text).matches());
    if (!isFit) throw noNote().exception();
    return note;
  }

  private static Problem noNote() {
    return Problem.invalidField(
        "note",
        "must say in the query why, on one line of 1 to " + ActionRequest.NOTE_MAX + " characters");
  }
}
