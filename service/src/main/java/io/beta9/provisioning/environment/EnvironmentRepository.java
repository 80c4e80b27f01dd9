package io.beta9.provisioning.environment;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.account.AccountId;
import io.beta9.provisioning.account.AccountState;
import io.beta9.provisioning.account.ExternalId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The environments of all tenants. Status changes follow {@link StatusTransitions} and are written
 * by compare-and-set: a writer that lost a race receives an exception and writes nothing.
 */
public final class EnvironmentRepository {
  private static final StoredJson NO_OUTPUTS = new StoredJson("{}");

  private final JdbcClient jdbc;
  private final JsonMapper json;

  public EnvironmentRepository(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /** A new environment, {@code queued}. */
  public record NewEnvironment(
      EnvironmentId id,
      TenantId tenant,
      String name,
      String cloudProvider,
      String region,
      String accountId,
      CloudAccess access,
      StoredJson metaConfig,
      StoredJson infraModel,
      StoredJson stateBackend,
      String createdBy) {

    private Environment at(Instant created) {
      return new Environment(
          id,
          tenant,
          name,
          EnvironmentStatus.QUEUED,
          null,
          null,
          null,
          null,
          Progress.NONE,
          cloudProvider,
          region,
          accountId,
          access,
          metaConfig,
          infraModel,
          stateBackend,
          NO_OUTPUTS,
          createdBy,
          created,
          created,
          null,
          null,
          created,
          null);
    }
  }

  /**
   * Inserts a new environment without events.
   *
   * @throws NameTakenException if an environment of the tenant that is not destroyed has the name
   */
  public Environment insert(NewEnvironment draft) {
    return insert(draft, 0);
  }

  /**
   * Inserts a new environment with its first event, which the caller inserts in the same
   * transaction, with the number 1.
   *
   * @throws NameTakenException if an environment of the tenant that is not destroyed has the name
   */
  public Environment insertWithFirstEvent(NewEnvironment draft) {
    return insert(draft, 1);
  }

  /**
   * Role and external id are stored in the meta-config as well, for versions that read them there.
   */
  private Environment insert(NewEnvironment draft, int events) {
    CloudAccess access = draft.access();
    ExternalId externalId = access.externalId();
    try {
      return jdbc.sql(
              """
              insert into environments (id, tenant_id, name, status, cloud_provider, region,
                account_id, registered_account_id, meta_config, infra_model, state_backend_config,
                created_by, event_seq)
              select :id, :tenant, :name, 'queued', :provider, :region, :account, :registered,
                case when :role::text is null then meta
                     else jsonb_set(meta, '{cloud}', coalesce(meta -> 'cloud', '{}')
                       || jsonb_strip_nulls(jsonb_build_object(
                         'role_arn', :role::text, 'external_id', :externalId::text))) end,
                :infra::jsonb, :backend::jsonb, :by, :events
                from (select :meta::jsonb as meta) config
              returning created_at
              """)
          .param("id", draft.id().value())
          .param("tenant", draft.tenant().value())
          .param("name", draft.name())
          .param("provider", draft.cloudProvider())
          .param("region", draft.region())
          .param("account", draft.accountId())
          .param("registered", access.account() == null ? null : access.account().value())
          .param("role", access.roleArn())
          .param("externalId", externalId == null ? null : externalId.value())
          .param("meta", draft.metaConfig().text())
          .param("infra", draft.infraModel().text())
          .param("backend", draft.stateBackend().text())
          .param("by", draft.createdBy())
          .param("events", events)
          .query((row, number) -> draft.at(row.getTimestamp("created_at").toInstant()))
          .single();
    } catch (DuplicateKeyException e) {
      throw new NameTakenException(draft.name(), e);
    }
  }

  public Optional<Environment> find(TenantId tenant, EnvironmentId id) {
    return jdbc.sql(EnvironmentReadSql.FIND)
        .param(tenant.value())
        .param(id.value())
        .query(this::environment)
        .optional();
  }

  /** Returns the owner of an environment, for operators who access all tenants' environments. */
  public Optional<TenantId> tenantOf(EnvironmentId id) {
    return jdbc.sql("select tenant_id from environments where id = :id")
        .param("id", id.value())
        .query(String.class)
        .optional()
        .map(TenantId::new);
  }

  /** Like {@link #find}; also locks the environment until the transaction ends. */
  public Optional<Environment> lock(TenantId tenant, EnvironmentId id) {
    return jdbc.sql(
            EnvironmentReadSql.SELECT
                + " where e.tenant_id = :tenant and e.id = :id for update of e")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(this::environment)
        .optional();
  }

  /** Returns the number of the tenant's environments that are not destroyed. */
  public int countNotDestroyed(TenantId tenant) {
    return jdbc.sql(
            "select count(*) from environments where tenant_id = :tenant and status <> 'destroyed'")
        .param("tenant", tenant.value())
        .query(Integer.class)
        .single();
  }

  /** Returns one more than the limit if there is a next page. */
  public List<ListedEnvironment> list(TenantId tenant, EnvironmentQuery query) {
    List<Object> parameters = new ArrayList<>();
    parameters.add(tenant.value());
    return list(EnvironmentReadSql.list(query), parameters, query);
  }

  /** Returns environments of all tenants, one more than the limit if there is a next page. */
  public List<ListedEnvironment> listOfAllTenants(EnvironmentQuery query) {
    return list(EnvironmentReadSql.listOfAllTenants(query), new ArrayList<>(), query);
  }

  private List<ListedEnvironment> list(
      String statement, List<Object> parameters, EnvironmentQuery query) {
    if (query.status() != null) {
      parameters.add(query.status().code());
    }
    if (query.region() != null) {
      parameters.add(query.region());
    }
    if (query.name() != null) {
      parameters.add(query.name());
    }
    if (query.after() != null) {
      parameters.add(Timestamp.from(query.after().createdAt()));
      parameters.add(query.after().id().value());
    }
    parameters.add(query.limit() + 1);
    return jdbc.sql(statement).params(parameters).query(this::listed).list();
  }

  /** Returns a page of the environments that a search finds. */
  public List<FoundEnvironment> search(EnvironmentSearch search) {
    return restricted(jdbc.sql(EnvironmentReadSql.search(search)), search)
        .param("limit", search.limit())
        .param("offset", search.offset())
        .query(
            (row, number) ->
                new FoundEnvironment(new TenantId(row.getString("tenant_id")), listed(row, number)))
        .list();
  }

  /** Returns how many environments a search finds. */
  public int count(EnvironmentSearch search) {
    return restricted(jdbc.sql(EnvironmentReadSql.count(search)), search)
        .query(Integer.class)
        .single();
  }

  private static JdbcClient.StatementSpec restricted(
      JdbcClient.StatementSpec statement, EnvironmentSearch search) {
    JdbcClient.StatementSpec restricted = statement;
    if (search.tenant() != null) {
      restricted = restricted.param("tenant", search.tenant().value());
    }
    if (search.status() != null) {
      restricted = restricted.param("status", search.status().code());
    }
    if (search.region() != null) {
      restricted = restricted.param("region", search.region());
    }
    if (search.text() != null) {
      String literal = search.text().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
      restricted = restricted.param("text", "%" + literal + "%");
    }
    return restricted;
  }

  /**
   * Returns the number of environments by status; a status without any is absent.
   *
   * @param tenant null for all tenants, for operators
   */
  public Map<EnvironmentStatus, Integer> countByStatus(@Nullable TenantId tenant) {
    Map<EnvironmentStatus, Integer> counts = new EnumMap<>(EnvironmentStatus.class);
    jdbc.sql(
            """
            select status, count(*) as number from environments
             where cast(:tenant as text) is null or tenant_id = :tenant group by status
            """)
        .param("tenant", tenant == null ? null : tenant.value())
        .query(
            row -> {
              int number = row.getInt("number");
              EnvironmentStatus.parse(row.getString("status"))
                  .ifPresent(status -> counts.put(status, number));
            });
    return counts;
  }

  /**
   * Returns the regions that have environments, in order.
   *
   * @param tenant null for all tenants, for operators
   */
  public List<String> regions(@Nullable TenantId tenant) {
    return jdbc.sql(
            """
            select distinct region from environments
             where cast(:tenant as text) is null or tenant_id = :tenant order by region
            """)
        .param("tenant", tenant == null ? null : tenant.value())
        .query(String.class)
        .list();
  }

  /**
   * Applies a transition to the status. The caller holds the lock of the row or handles the lost
   * race.
   *
   * @throws IllegalTransitionException if the transition is not allowed
   * @throws StatusChangedException if the status has changed since it was read
   */
  public EnvironmentStatus transition(Environment environment, Transition transition) {
    EnvironmentStatus next = StatusTransitions.next(environment.status(), transition);
    int rows =
        jdbc.sql(
                """
                update environments
                   set status = :next,
                       status_since = case when status = :next then status_since else now() end,
                       updated_at = now(),
                       provisioned_at = case when :becameReady then now() else provisioned_at end,
                       destroyed_at = case when :next = 'destroyed' then now() else destroyed_at end
                 where id = :id and tenant_id = :tenant and status = :from
                """)
            .param("next", next.code())
            .param("becameReady", transition == Transition.BECOME_READY)
            .param("id", environment.id().value())
            .param("tenant", environment.tenant().value())
            .param("from", environment.status().code())
            .update();
    if (rows != 1) {
      throw new StatusChangedException(environment.id(), environment.status());
    }
    return next;
  }

  /**
   * Sets the failure of the environment, with where and when it happened.
   *
   * @param operation the id of the operation that failed
   * @param step the code of the step that failed; null if none had started
   */
  public void setFailure(
      TenantId tenant, EnvironmentId id, String operation, @Nullable String step, Failure failure) {
    requireOneRow(
        jdbc.sql(
                """
                update environments
                   set phase = :step, error_message = :message,
                       failure = :failure::jsonb || jsonb_build_object('occurrence',
                         jsonb_build_object('operation', :operation, 'step', :step, 'at',
                           to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))),
                       updated_at = now()
                 where id = :id and tenant_id = :tenant
                """)
            .param("step", step, Types.VARCHAR)
            .param("message", failure.message())
            .param("failure", FailureJson.write(failure))
            .param("operation", operation)
            .param("id", id.value())
            .param("tenant", tenant.value())
            .update(),
        id);
  }

  /** Clears the failure after the success of an operation. */
  public void clearFailure(TenantId tenant, EnvironmentId id) {
    requireOneRow(
        jdbc.sql(
                """
                update environments
                   set phase = null, error_message = null, failure = null, previous_failure = null,
                       accepted_consequences = null, updated_at = now()
                 where id = :id and tenant_id = :tenant
                """)
            .param("id", id.value())
            .param("tenant", tenant.value())
            .update(),
        id);
  }

  /** Clears the failure of an earlier attempt, if it happened in this step, which has passed. */
  public void clearFailureOf(TenantId tenant, EnvironmentId id, String step) {
    jdbc.sql(
            """
            update environments set error_message = null, failure = null
             where id = :id and tenant_id = :tenant and failure #>> '{occurrence,step}' = :step
            """)
        .param("id", id.value())
        .param("tenant", tenant.value())
        .param("step", step)
        .update();
  }

  /** Makes the failure history, and deletes the progress: a later operation follows. */
  public void archiveFailure(TenantId tenant, EnvironmentId id) {
    requireOneRow(
        jdbc.sql(
                """
                update environments
                   set previous_failure = case when failure is null then null
                         when failure -> 'occurrence' is not null then failure
                         else failure || jsonb_build_object('occurrence',
                           jsonb_build_object('step', phase)) end,
                       error_message = null, failure = null, progress = null, updated_at = now()
                 where id = :id and tenant_id = :tenant
                """)
            .param("id", id.value())
            .param("tenant", tenant.value())
            .update(),
        id);
  }

  /** Reverts {@link #archiveFailure}: the later operation was cancelled before it started. */
  public void restoreFailure(TenantId tenant, EnvironmentId id) {
    requireOneRow(
        jdbc.sql(
                """
                update environments
                   set failure = coalesce(failure, previous_failure),
                       error_message = coalesce(error_message, previous_failure ->> 'message'),
                       previous_failure = null, updated_at = now()
                 where id = :id and tenant_id = :tenant
                """)
            .param("id", id.value())
            .param("tenant", tenant.value())
            .update(),
        id);
  }

  /** Sets the running step and its progress. */
  public void setProgress(TenantId tenant, EnvironmentId id, Progress progress) {
    requireOneRow(
        jdbc.sql(
                """
                update environments
                   set phase = coalesce(:phase, phase), progress = :progress::jsonb, updated_at = now()
                 where id = :id and tenant_id = :tenant
                """)
            .param("phase", progress.step())
            .param("progress", json.writeValueAsString(progress))
            .param("id", id.value())
            .param("tenant", tenant.value())
            .update(),
        id);
  }

  /** Adds to the outputs; an existing key receives the new value. */
  public void mergeOutputs(TenantId tenant, EnvironmentId id, ObjectNode outputs) {
    requireOneRow(
        jdbc.sql(
                """
                update environments set outputs = outputs || :outputs::jsonb, updated_at = now()
                 where id = :id and tenant_id = :tenant
                """)
            .param("outputs", json.writeValueAsString(outputs))
            .param("id", id.value())
            .param("tenant", tenant.value())
            .update(),
        id);
  }

  /**
   * Replaces the meta-config and the model; role and external id, which previous versions read in
   * the meta-config, remain. The caller holds the lock of the row.
   */
  public void updateModel(
      TenantId tenant, EnvironmentId id, ObjectNode metaConfig, ObjectNode infraModel) {
    requireOneRow(
        jdbc.sql(
                """
                update environments
                   set meta_config = case
                         when meta_config #> '{cloud,role_arn}' is null then :meta::jsonb
                         else jsonb_set(:meta::jsonb, '{cloud}', coalesce(:meta::jsonb -> 'cloud', '{}')
                           || jsonb_strip_nulls(jsonb_build_object(
                             'role_arn', meta_config #> '{cloud,role_arn}',
                             'external_id', meta_config #> '{cloud,external_id}'))) end,
                       infra_model = :infra::jsonb, updated_at = now()
                 where id = :id and tenant_id = :tenant
                """)
            .param("meta", json.writeValueAsString(metaConfig))
            .param("infra", json.writeValueAsString(infraModel))
            .param("id", id.value())
            .param("tenant", tenant.value())
            .update(),
        id);
  }

  /** Sets what the latest update is allowed to interrupt, until an operation succeeds. */
  public void acceptConsequences(TenantId tenant, EnvironmentId id, List<String> consequences) {
    requireOneRow(
        jdbc.sql(
                """
                update environments set accepted_consequences = :accepted::jsonb
                 where id = :id and tenant_id = :tenant
                """)
            .param("accepted", json.writeValueAsString(consequences))
            .param("id", id.value())
            .param("tenant", tenant.value())
            .update(),
        id);
  }

  /** Returns what the latest update is allowed to interrupt. */
  public Set<String> acceptedConsequences(TenantId tenant, EnvironmentId id) {
    return jdbc.sql(
            """
            select jsonb_array_elements_text(accepted_consequences) from environments
             where id = :id and tenant_id = :tenant and accepted_consequences is not null
            """)
        .param("id", id.value())
        .param("tenant", tenant.value())
        .query(String.class)
        .set();
  }

  private static void requireOneRow(int rows, EnvironmentId id) {
    if (rows != 1) {
      throw new IllegalStateException(rows + " rows instead of one were changed for " + id);
    }
  }

  private Environment environment(ResultSet row, int number) throws SQLException {
    String phase = row.getString("phase");
    return new Environment(
        new EnvironmentId(row.getString("id")),
        new TenantId(row.getString("tenant_id")),
        row.getString("name"),
        EnvironmentStatus.parse(row.getString("status")).orElseThrow(),
        phase,
        row.getString("error_message"),
        RecordedFailure.read(row.getString("failure"), phase),
        RecordedFailure.read(row.getString("previous_failure"), null),
        progress(row.getString("progress")),
        row.getString("cloud_provider"),
        row.getString("region"),
        row.getString("account_id"),
        access(row),
        new StoredJson(row.getString("meta_config")),
        new StoredJson(row.getString("infra_model")),
        new StoredJson(row.getString("state_backend_config")),
        new StoredJson(row.getString("outputs")),
        row.getString("created_by"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant(),
        instant(row, "provisioned_at"),
        instant(row, "destroyed_at"),
        row.getTimestamp("status_since").toInstant(),
        instant(row, "next_attempt"));
  }

  private static CloudAccess access(ResultSet row) throws SQLException {
    String account = row.getString("registered_account_id");
    String state = row.getString("account_state");
    String externalId = row.getString("external_id");
    return new CloudAccess(
        account == null ? null : new AccountId(account),
        state == null ? null : AccountState.parse(state).orElseThrow(),
        row.getString("role_arn"),
        externalId == null ? null : new ExternalId(externalId));
  }

  /** Reads columns by number, in the order of the statement: a page has fifty rows. */
  private ListedEnvironment listed(ResultSet row, int number) throws SQLException {
    return new ListedEnvironment(
        new EnvironmentId(row.getString(1)),
        new TenantId(row.getString(19)),
        row.getString(2),
        EnvironmentStatus.parse(row.getString(3)).orElseThrow(),
        row.getString(4),
        row.getString(5),
        RecordedFailure.read(row.getString(6), row.getString(4)),
        progress(row.getString(7)),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        row.getString(11),
        row.getObject(12, OffsetDateTime.class).toInstant(),
        row.getObject(13, OffsetDateTime.class).toInstant(),
        instant(row, 14),
        instant(row, 15),
        row.getObject(16, OffsetDateTime.class).toInstant(),
        instant(row, 17),
        row.getBoolean(18));
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private Progress progress(@Nullable String stored) {
    return stored == null ? Progress.NONE : json.readValue(stored, Progress.class);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }
}
