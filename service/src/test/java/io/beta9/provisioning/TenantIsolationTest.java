package io.beta9.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.access.session.MemberRepository;
import io.beta9.provisioning.access.session.SessionRepository;
import io.beta9.provisioning.account.AccountId;
import io.beta9.provisioning.account.AccountIdentifiers;
import io.beta9.provisioning.account.AccountRepository;
import io.beta9.provisioning.account.ExternalId;
import io.beta9.provisioning.account.LegacyAccountRepository;
import io.beta9.provisioning.account.RegisteredAccount;
import io.beta9.provisioning.account.RoleVerification;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentQuery;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.EnvironmentSearch;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.network.AddressPolicy;
import io.beta9.provisioning.operation.CancelRepository;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.UpdateRepository;
import io.beta9.provisioning.operation.history.OperationHistoryRepository;
import io.beta9.provisioning.partition.AwsPartition;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.LogRepository;
import io.beta9.provisioning.webhook.DeliveryRepository;
import io.beta9.provisioning.webhook.SecretCipher;
import io.beta9.provisioning.webhook.WebhookId;
import io.beta9.provisioning.webhook.WebhookRepository;
import io.beta9.provisioning.webhook.WebhookSecret;
import io.beta9.provisioning.webhook.WebhookUrl;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * No repository shows or changes the data of one tenant to another. Every public method of every
 * repository is listed here: either with a call that is made for a tenant, or with the reason why
 * it is not restricted to one. A method that is not listed fails the test.
 */
class TenantIsolationTest {
  private static final TenantId OWNER = new TenantId("acme");
  private static final TenantId INTRUDER = new TenantId("intruder");

  private static final String UNDER_A_CLAIM =
      "acts under a claim, whose operation determines the environment";
  private static final String CREATES = "creates a row of the tenant that it is given";
  private static final String WORKERS = "concerns workers, which serve all tenants";
  private static final String REGIONS = "concerns regions, which all tenants share";
  private static final String FOUND_BEFORE =
      "takes what was found for the tenant before, in the same transaction";
  private static final String OPERATORS = "serves operators, who see all tenants";

  private static final Map<String, String> UNRESTRICTED = new TreeMap<>();
  private static final Map<String, Function<TenantId, Object>> RESTRICTED = new TreeMap<>();

  private static HikariDataSource database;
  private static TestQueue queue;
  private static Claim claim;
  private static RegisteredAccount account;
  private static RegisteredAccount unused;
  private static WebhookId webhook;
  private static String delivery;

  static {
    unrestricted("AccountGrantRepository", OPERATORS, "insert", "delete", "shared");
    unrestricted("AccountRepository", CREATES, "insert");
    unrestricted(
        "AccountRepository",
        "returns no external id to a caller: it is sent to AWS, which has to deny it",
        "foreignExternalId");
    unrestricted("AccountRepository", "serves the job that verifies all tenants' roles", "due");
    unrestricted(
        "LegacyAccountRepository",
        "keeps the tenant of every row that it links",
        "linkUnregistered");
    unrestricted("ApiKeyRepository", CREATES, "create");
    unrestricted("ApiKeyRepository", "finds the tenant of a secret", "check", "markUsed");
    unrestricted("ApiKeyRepository", OPERATORS, "list", "hasActiveKey", "revoke", "expireIn");
    unrestricted(
        "AuditChainRepository", "all tenants if none is given, for operators", "heads", "export");
    unrestricted("AuditRepository", CREATES, "recordDone", "recordRefused", "begin");
    unrestricted("AuditRepository", "completes the entry that begin has returned", "finish");
    unrestricted("CancelRepository", FOUND_BEFORE, "cancelImmediately", "requestCancellation");
    unrestricted(
        "ClaimRepository",
        WORKERS,
        "heartbeats",
        "owners",
        "unchangedOwners",
        "heldBy",
        "lockIfUnchanged",
        "release",
        "acknowledgeTakeover");
    unrestricted("EnvironmentRepository", CREATES, "insert", "insertWithFirstEvent");
    unrestricted("EventRepository", FOUND_BEFORE, "insertFirst");
    unrestricted(
        "EnvironmentFactsRepository", "returns medians by resource type only", "typicalDurations");
    unrestricted("OperationHistoryRepository", OPERATORS, "takenOver", "adoptions");
    unrestricted("AccountRepository", OPERATORS, "listOfAllTenants");
    unrestricted("EnvironmentRepository", OPERATORS, "tenantOf", "listOfAllTenants");
    unrestricted(
        "SubjectTenantRepository",
        OPERATORS,
        "exists",
        "ofEnvironment",
        "ofAccount",
        "ofKey",
        "ofWebhook");
    unrestricted(
        "SessionRepository",
        "finds the tenant of a session, or acts on sessions of one key",
        "start",
        "startSignIn",
        "endSignIn",
        "find",
        "end",
        "endAll",
        "createLink",
        "useLink");
    unrestricted(
        "JournalRepository", UNDER_A_CLAIM, "append", "lines", "linesOfRun", "completions");
    unrestricted("JournalRepository", FOUND_BEFORE, "couldNotRelease", "all");
    unrestricted("KeptStateRepository", UNDER_A_CLAIM, "save", "markPushed");
    unrestricted("OperationRepository", FOUND_BEFORE, "insert", "hasActive", "cancelWaiting");
    unrestricted("OperationRepository", WORKERS, "claimNext", "due");
    unrestricted(
        "OperationRepository",
        UNDER_A_CLAIM,
        "restorable",
        "recordPlan",
        "plannedModel",
        "confirmedChanges");
    unrestricted(
        "UpdateRepository", FOUND_BEFORE, "recordRestorable", "recordPlannedModel", "confirm");
    unrestricted("OperationTraceRepository", FOUND_BEFORE, "insert");
    unrestricted("OperationTraceRepository", WORKERS, "find");
    unrestricted("OperationTraceRepository", UNDER_A_CLAIM, "claimed", "stepStarted", "stepEnded");
    unrestricted(
        "OperationRepository",
        UNDER_A_CLAIM,
        "lockClaim",
        "timeSinceRequested",
        "succeed",
        "cancel",
        "fail",
        "postpone",
        "timeSinceFirstClaim",
        "completedSteps",
        "stepStarted",
        "resetAttempts",
        "stepCompleted");
    unrestricted("ProcessRepository", UNDER_A_CLAIM, "started", "latest", "ended");
    unrestricted(
        "RegionCircuitRepository",
        REGIONS,
        "record",
        "regionsToEvaluate",
        "now",
        "lock",
        "outcomes",
        "isProbeActive",
        "changeState",
        "startProbe",
        "notClosed",
        "everOpened");
    unrestricted(
        "TenantLifecycleRepository",
        OPERATORS,
        "create",
        "list",
        "find",
        "state",
        "shareState",
        "lock",
        "changeState",
        "activeKeys",
        "eraseBatch",
        "eraseRest");
    unrestricted(
        "TenantRepository",
        OPERATORS,
        "lock",
        "setEnvironmentLimit",
        "setRunningLimit",
        "setClaimWeight",
        "list");
    unrestricted(
        "WorkerRepository",
        WORKERS,
        "register",
        "renew",
        "setProblems",
        "markDead",
        "markDraining",
        "setMemory",
        "requestDrain",
        "resume",
        "markStopped");

    unrestricted("WebhookRepository", CREATES, "insert");
    unrestricted("WebhookRepository", OPERATORS, "listOfAllTenants", "pageOfAllTenants");
    unrestricted("DeliveryRepository", FOUND_BEFORE, "insert");
    reads("WebhookRepository.list", tenant -> webhooks().list(tenant));
    reads("WebhookRepository.find", tenant -> webhooks().find(tenant, webhook));
    writes(
        "WebhookRepository.update",
        tenant ->
            webhooks()
                .update(tenant, webhook, new WebhookRepository.WebhookChange(null, "new", false)));
    writes(
        "WebhookRepository.rotate",
        tenant ->
            webhooks()
                .rotate(tenant, webhook, WebhookSecret.random(new Random(7)), Duration.ofDays(1)));
    reads("WebhookRepository.lock", tenant -> webhooks().lock(tenant, webhook));
    writes("WebhookRepository.delete", tenant -> webhooks().delete(tenant, webhook));
    reads(
        "DeliveryRepository.list",
        tenant ->
            deliveries()
                .list(tenant, webhook, new DeliveryRepository.DeliveryQuery(null, null, 10)));
    reads("DeliveryRepository.find", tenant -> deliveries().find(tenant, webhook, delivery));
    writes("DeliveryRepository.replay", tenant -> deliveries().replay(tenant, webhook, delivery));
    writes("DeliveryRepository.replayDead", tenant -> deliveries().replayDead(tenant, webhook));

    unrestricted("MemberRepository", CREATES, "signedIn");
    reads("MemberRepository.members", tenant -> members().members(tenant));
    reads("MemberRepository.sessions", tenant -> members().sessions(tenant));
    writes(
        "MemberRepository.end",
        tenant -> members().end(tenant, members().sessions(OWNER).getFirst().id()));
    writes(
        "MemberRepository.endAll",
        tenant -> members().endAll(tenant, members().sessions(OWNER).getFirst().user()));
    reads("AccountRepository.find", tenant -> accounts().find(tenant, account.id()));
    reads("AccountRepository.lock", tenant -> accounts().lock(tenant, account.id()));
    reads(
        "AccountRepository.findRegistered",
        tenant -> accounts().findRegistered(tenant, "aws", account.accountId()));
    reads(
        "AccountRepository.share", tenant -> accounts().share(tenant, "aws", account.accountId()));
    reads("AccountRepository.list", tenant -> accounts().list(tenant));
    reads(
        "AccountRepository.lockAndCountRegistered",
        tenant -> accounts().lockAndCountRegistered(tenant));
    reads(
        "ApiKeyRepository.lockAndCountActive",
        tenant -> new ApiKeyRepository(queue.jdbc, new Random(8)).lockAndCountActive(tenant));
    reads(
        "ApiKeyRepository.list",
        tenant -> new ApiKeyRepository(queue.jdbc, new Random(8)).list(tenant));
    reads(
        "AccountRepository.isOwnedByAnother",
        tenant ->
            accounts().isOwnedByAnother(tenant, "aws", account.accountId())
                ? Optional.empty()
                : Optional.of("mine"));
    writes(
        "AccountRepository.recordVerification",
        tenant ->
            accounts()
                .recordVerification(
                    accountOf(tenant), new RoleVerification.VerificationResult.Verified()));
    reads(
        "AccountRepository.livingEnvironments",
        tenant -> accounts().livingEnvironments(tenant, account.id()));
    writes(
        "AccountRepository.requireBoundary",
        tenant -> accounts().requireBoundary(tenant, account.id(), "Boundary"));
    writes("AccountRepository.delete", tenant -> accounts().delete(tenant, unused.id()));
    writes(
        "LegacyAccountRepository.replaceBy",
        tenant -> new LegacyAccountRepository(queue.jdbc).replaceBy(accountOf(tenant)));
    reads(
        "AuditRepository.list",
        tenant ->
            new AuditRepository(queue.jdbc)
                .list(new AuditRepository.AuditQuery(tenant, null, Instant.EPOCH, null, 10)));
    reads(
        "CancelRepository.lockActive",
        tenant -> new CancelRepository(queue.jdbc).lockActive(tenant, environmentId()));
    reads("EnvironmentRepository.find", tenant -> environments().find(tenant, environmentId()));
    reads("EnvironmentRepository.lock", tenant -> environments().lock(tenant, environmentId()));
    reads(
        "EnvironmentRepository.countNotDestroyed",
        tenant -> environments().countNotDestroyed(tenant));
    reads(
        "EnvironmentRepository.list",
        tenant -> environments().list(tenant, new EnvironmentQuery(null, null, null, 10, null)));
    reads("EnvironmentRepository.search", tenant -> environments().search(searchOf(tenant)));
    reads(
        "EnvironmentRepository.count",
        tenant ->
            environments().count(searchOf(tenant)) == 0 ? Optional.empty() : Optional.of("found"));
    reads(
        "EnvironmentRepository.countByStatus",
        tenant -> environments().countByStatus(tenant).entrySet());
    reads("EnvironmentRepository.regions", tenant -> environments().regions(tenant));
    reads(
        "OperationHistoryRepository.latest",
        tenant -> new OperationHistoryRepository(queue.jdbc).latest(tenant, environmentId(), 10));
    reads(
        "OperationHistoryRepository.plans",
        tenant -> {
          if (tenant.equals(OWNER)) {
            queue.jdbc.sql("update operations set planned_changes = '[]'").update();
          }
          return new OperationHistoryRepository(queue.jdbc).plans(tenant, environmentId(), 10);
        });
    reads("EventRepository.latest", tenant -> events().latest(tenant, environmentId(), 10));
    reads(
        "LogRepository.lastNumber",
        tenant ->
            new LogRepository(queue.jdbc).lastNumber(tenant, environmentId()) == 0
                ? Optional.empty()
                : Optional.of("found"));
    reads(
        "LogRepository.search",
        tenant ->
            new LogRepository(queue.jdbc)
                .search(
                    tenant,
                    environmentId(),
                    new LogRepository.LogSearch(null, null, 0, Long.MAX_VALUE, 10)));
    writes(
        "EnvironmentRepository.transition",
        tenant -> environments().transition(environmentOf(tenant), Transition.PROVISION));
    writes(
        "EnvironmentRepository.setFailure",
        tenant ->
            environments()
                .setFailure(
                    tenant,
                    environmentId(),
                    "op",
                    "apply",
                    Failure.of(FailureCode.NETWORK, "Planning")));
    writes(
        "EnvironmentRepository.clearFailure",
        tenant -> environments().clearFailure(tenant, environmentId()));
    writes(
        "EnvironmentRepository.clearFailureOf",
        tenant -> environments().clearFailureOf(tenant, environmentId(), "apply"));
    writes(
        "EnvironmentRepository.archiveFailure",
        tenant -> environments().archiveFailure(tenant, environmentId()));
    writes(
        "EnvironmentRepository.restoreFailure",
        tenant -> environments().restoreFailure(tenant, environmentId()));
    writes(
        "EnvironmentRepository.setProgress",
        tenant -> environments().setProgress(tenant, environmentId(), Progress.NONE));
    writes(
        "EnvironmentRepository.mergeOutputs",
        tenant -> environments().mergeOutputs(tenant, environmentId(), object()));
    writes(
        "EnvironmentRepository.updateModel",
        tenant -> environments().updateModel(tenant, environmentId(), object(), object()));
    writes(
        "EventRepository.append",
        tenant -> events().append(tenant, environmentId(), null, new EventData.Requested("kind")));
    reads("EventRepository.after", tenant -> events().after(tenant, environmentId(), 0, 10));
    writes(
        "EnvironmentRepository.acceptConsequences",
        tenant ->
            environments().acceptConsequences(tenant, environmentId(), List.of("node-groups")));
    reads(
        "EnvironmentRepository.acceptedConsequences",
        tenant -> {
          if (tenant.equals(OWNER)) {
            environments().acceptConsequences(tenant, environmentId(), List.of("nat"));
          }
          return environments().acceptedConsequences(tenant, environmentId());
        });
    reads(
        "OperationRepository.hasBeenApplied",
        tenant -> new OperationRepository(queue.jdbc).hasBeenApplied(tenant, environmentId()));
    reads(
        "UpdateRepository.findPlan",
        tenant -> {
          OperationId plan = OperationId.random(new Random(8));
          if (tenant.equals(INTRUDER)) {
            return new UpdateRepository(queue.jdbc).findPlan(tenant, environmentId(), plan);
          }
          queue
              .jdbc
              .sql(
                  """
                  insert into operations (id, environment_id, tenant_id, kind, state, requested_by)
                  values (:id, :environment, 'acme', 'update', 'cancelled', 'ann')
                  on conflict do nothing
                  """)
              .param("id", plan.value())
              .param("environment", environmentId().value())
              .update();
          return new UpdateRepository(queue.jdbc).findPlan(tenant, environmentId(), plan);
        });
    reads(
        "KeptStateRepository.pending",
        tenant -> new KeptStateRepository(queue.jdbc).pending(tenant, environmentId()));
    reads(
        "KeptStateRepository.discard",
        tenant -> new KeptStateRepository(queue.jdbc).discard(tenant, environmentId()));
    writes(
        "LogRepository.append",
        tenant ->
            new LogRepository(queue.jdbc)
                .append(claimOf(tenant), "apply", "terraform", List.of("line")));
    reads(
        "LogRepository.after",
        tenant -> new LogRepository(queue.jdbc).after(tenant, environmentId(), 0, 10));
    reads(
        "OperationRepository.latest",
        tenant -> new OperationRepository(queue.jdbc).latest(tenant, environmentId()));
    reads(
        "OperationRepository.latestKind",
        tenant -> new OperationRepository(queue.jdbc).latestKind(tenant, environmentId()));
    reads(
        "ProcessRepository.pastProcesses",
        tenant -> new ProcessRepository(queue.jdbc).pastProcesses(tenant, environmentId()));
    reads(
        "ProcessRepository.claimedProcesses",
        tenant -> new ProcessRepository(queue.jdbc).claimedProcesses(tenant, environmentId()));
  }

  private static void unrestricted(String repository, String reason, String... methods) {
    for (String method : methods) {
      UNRESTRICTED.put(repository + "." + method, reason);
    }
  }

  private static void reads(String method, Function<TenantId, Object> call) {
    RESTRICTED.put(method, call);
  }

  private static void writes(String method, Consumer<TenantId> call) {
    RESTRICTED.put(
        method,
        tenant -> {
          call.accept(tenant);
          return Optional.empty();
        });
  }

  @BeforeAll
  static void start() {
    database = Servers.migratedDatabase();
    queue = new TestQueue(database);
    queue.jdbc.sql("insert into tenants (id) values (:id)").param("id", INTRUDER.value()).update();
    var worker = queue.worker("w-1", 1, 10, "here");
    queue.queued();
    claim = queue.operations.claimNext(worker.id()).orElseThrow();
    environments()
        .setFailure(
            OWNER, environmentId(), "op", "apply", Failure.of(FailureCode.NETWORK, "Planning"));
    queue.operations.stepStarted(claim, "apply");
    queue.recordProcess(claim, worker);
    events().append(OWNER, environmentId(), claim.operation(), new EventData.Requested("kind"));
    new LogRepository(queue.jdbc).append(claim, "apply", "terraform", List.of("line"));
    new KeptStateRepository(queue.jdbc)
        .save(claim, new KeptStateRepository.KeptState("lineage", 1, new byte[] {1}));
    account = account("123456789012");
    accounts().recordVerification(account, new RoleVerification.VerificationResult.Verified());
    queue
        .jdbc
        .sql("update environments set registered_account_id = :id")
        .param("id", account.id().value())
        .update();
    queue.queued();
    unused = account("210987654321");
    createWebhook();
    createSessions();
    new AuditRepository(queue.jdbc)
        .recordDone(
            new Caller(OWNER, "key", "ann"),
            AuditRepository.AuditAction.onEnvironment(environmentId().value(), "env.retry", null));
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static EnvironmentSearch searchOf(TenantId tenant) {
    return new EnvironmentSearch(
        tenant, null, true, null, null, EnvironmentSearch.SearchOrder.NEWEST, 10, 0);
  }

  private static AccountRepository accounts() {
    return new AccountRepository(queue.jdbc);
  }

  private static RegisteredAccount account(String accountId) {
    Random random = new Random(accountId.hashCode());
    accounts()
        .insert(
            new AccountRepository.NewAccount(
                AccountId.random(random),
                OWNER,
                "aws",
                accountId,
                AccountIdentifiers.defaultRole(AwsPartition.AWS, accountId),
                ExternalId.random(random),
                null,
                "ann"));
    return accounts().findRegistered(OWNER, "aws", accountId).orElseThrow();
  }

  private static MemberRepository members() {
    return new MemberRepository(queue.jdbc, Duration.ofHours(1));
  }

  /** Creates a member with sessions, and sessions of a key. */
  private static void createSessions() {
    SessionRepository sessions =
        new SessionRepository(
            queue.jdbc,
            new Random(6),
            new SessionRepository.Lifetime(Duration.ofHours(1), Duration.ofHours(2)));
    Caller member = new Caller(OWNER, "oidc:1", "ann");
    members().signedIn(member);
    String key =
        new ApiKeyRepository(queue.jdbc, new Random(7)).create(OWNER, "ci", Role.ADMIN).key().id();
    for (int i = 0; i < 5; i++) {
      sessions.start(member);
      sessions.start(key);
    }
  }

  private static WebhookRepository webhooks() {
    return new WebhookRepository(queue.jdbc, new SecretCipher(null, new Random(5)));
  }

  private static DeliveryRepository deliveries() {
    return new DeliveryRepository(queue.jdbc);
  }

  /** Creates a webhook with a delivery that was given up. */
  private static void createWebhook() {
    webhook = WebhookId.random(new Random(3));
    webhooks()
        .insert(
            new WebhookRepository.NewWebhook(
                webhook,
                OWNER,
                WebhookUrl.parse("https://example.com/", AddressPolicy.PUBLIC),
                "",
                true,
                WebhookSecret.random(new Random(4)),
                "ann"));
    delivery = deliveries().insert(OWNER, webhook, "msg_1", "type", "{}");
    queue.jdbc.sql("update webhook_deliveries set state = 'dead', finished_at = now()").update();
  }

  /** The owner's account, as a caller of another tenant could pass it on by mistake. */
  private static RegisteredAccount accountOf(TenantId tenant) {
    return new RegisteredAccount(
        account.id(),
        tenant,
        account.provider(),
        account.accountId(),
        account.roleArn(),
        account.externalId(),
        account.permissionsBoundary(),
        account.state(),
        account.exclusive(),
        account.failure(),
        account.verifiedAt(),
        account.checkedAt(),
        account.createdBy(),
        account.createdAt());
  }

  private static EnvironmentRepository environments() {
    return queue.environments;
  }

  private static EventRepository events() {
    return queue.events;
  }

  private static EnvironmentId environmentId() {
    return claim.environment();
  }

  private static ObjectNode object() {
    return JsonMapper.shared().createObjectNode().put("key", "value");
  }

  private static Claim claimOf(TenantId tenant) {
    return new Claim(
        claim.operation(),
        claim.environment(),
        tenant,
        claim.kind(),
        claim.worker(),
        claim.epoch(),
        claim.attempt());
  }

  /** The owner's environment, as a caller of another tenant could pass it on by mistake. */
  private static Environment environmentOf(TenantId tenant) {
    Environment e = environments().find(OWNER, environmentId()).orElseThrow();
    return new Environment(
        e.id(),
        tenant,
        e.name(),
        e.status(),
        e.phase(),
        e.errorMessage(),
        e.lastFailure(),
        e.previousFailure(),
        e.progress(),
        e.cloudProvider(),
        e.region(),
        e.accountId(),
        e.access(),
        e.metaConfig(),
        e.infraModel(),
        e.stateBackend(),
        e.outputs(),
        e.createdBy(),
        e.createdAt(),
        e.updatedAt(),
        e.provisionedAt(),
        e.destroyedAt(),
        e.statusSince(),
        e.nextAttempt());
  }

  @Test
  void every_public_method_of_every_repository_is_listed() throws ClassNotFoundException {
    Set<String> existing = new TreeSet<>();
    for (JavaClass imported :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/cloudsim/"))
            .importPackages("io.beta9.provisioning")) {
      if (imported.getSimpleName().endsWith("Repository")) {
        Class<?> repository = Class.forName(imported.getName());
        Arrays.stream(repository.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> Modifier.isPublic(repository.getModifiers()))
            .map(Method::getName)
            .forEach(name -> existing.add(repository.getSimpleName() + "." + name));
      }
    }
    Set<String> listed =
        Stream.concat(RESTRICTED.keySet().stream(), UNRESTRICTED.keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(listed).isEqualTo(existing);
  }

  @TestFactory
  Stream<DynamicTest> shows_and_changes_nothing_of_another_tenant() {
    return RESTRICTED.entrySet().stream()
        .map(
            method ->
                DynamicTest.dynamicTest(method.getKey(), () -> assertIsolated(method.getValue())));
  }

  private static void assertIsolated(Function<TenantId, Object> call) {
    inDiscardedTransaction(
        before -> {
          Object result = null;
          try {
            result = call.apply(INTRUDER);
          } catch (DataAccessException e) {
            throw e;
          } catch (RuntimeException e) {
            assertThat(e).as("a rejected write").isNotNull();
          }
          assertThat(isNothing(result)).as("shown to the other tenant: %s", result).isTrue();
          assertThat(rows()).isEqualTo(before);
        });
    inDiscardedTransaction(
        before -> {
          Object result = call.apply(OWNER);
          assertThat(isNothing(result) && rows().equals(before))
              .as("the same call has no effect for the owner")
              .isFalse();
        });
  }

  private static void inDiscardedTransaction(Consumer<String> work) {
    queue.transactions.executeWithoutResult(
        status -> {
          status.setRollbackOnly();
          work.accept(rows());
        });
  }

  private static boolean isNothing(Object result) {
    return switch (result) {
      case null -> true;
      case Optional<?> optional -> optional.isEmpty();
      case Collection<?> collection -> collection.isEmpty();
      case Boolean flag -> !flag;
      case Number number -> number.longValue() == 0;
      default -> false;
    };
  }

  private static String rows() {
    return Stream.of(
            "accounts",
            "environments",
            "operations",
            "operation_steps",
            "processes",
            "events",
            "log_lines",
            "journal",
            "kept_states",
            "webhooks",
            "webhook_deliveries",
            "console_members",
            "console_sessions",
            "audit")
        .map(
            table ->
                queue
                    .jdbc
                    .sql(
                        "select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from "
                            + table
                            + " t")
                    .query(String.class)
                    .single())
        .collect(Collectors.joining("\n"));
  }
}
