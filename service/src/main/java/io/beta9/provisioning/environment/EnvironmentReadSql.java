package io.beta9.provisioning.environment;

/** The statements that read environments. They use indexes only, however many there are. */
public final class EnvironmentReadSql {
  /**
   * All columns of an environment {@code e} and the access to its account {@code a}. The
   * meta-config is read without role and external id, which are stored in it for versions that know
   * no accounts.
   */
  private static final String COLUMNS =
      """
      select e.id, e.tenant_id, e.name, e.status, e.phase, e.error_message, e.failure, e.previous_failure,
        e.progress,
        e.cloud_provider, e.region, e.account_id,
        e.meta_config #- '{cloud,role_arn}' #- '{cloud,external_id}' as meta_config,
        e.infra_model, e.state_backend_config, e.outputs, e.created_by, e.created_at, e.updated_at,
        e.provisioned_at, e.destroyed_at, e.status_since, e.registered_account_id,
        case when e.status in ('queued', 'destroy_queued') then
          (select o.not_before from operations o
            where o.environment_id = e.id and o.state = 'waiting') end as next_attempt,
        a.state as account_state,
        case when a.state <> 'legacy' then a.role_arn
             else e.meta_config #>> '{cloud,role_arn}' end as role_arn,
        case when a.state <> 'legacy' then a.external_id
             else e.meta_config #>> '{cloud,external_id}' end as external_id
      """;

  private static final String WITH_ACCOUNT =
      " e left join accounts a on a.id = e.registered_account_id";

  /** Reads environments with the access to their accounts. */
  static final String SELECT = COLUMNS + " from environments" + WITH_ACCOUNT;

  /**
   * Columns of a list: no documents, and progress only where it is shown. {@link
   * EnvironmentRepository} reads them by number.
   */
  private static final String LIST_COLUMNS =
      """
      id, name, status, phase, error_message, failure,
      case when status not in ('ready', 'destroyed') then progress end as progress, cloud_provider,
      region, account_id, created_by, created_at, updated_at, provisioned_at, destroyed_at,
      status_since,
      case when status in ('queued', 'destroy_queued') then
        (select o.not_before from operations o
          where o.environment_id = environments.id and o.state = 'waiting') end as next_attempt,
      status = 'queued'
        and exists (select 1 from region_circuits where state <> 'closed') as may_be_held,
      tenant_id
      """;

  /** Reads one environment; the parameters are the tenant and the id. */
  public static final String FIND = SELECT + " where e.tenant_id = ? and e.id = ?";

  private EnvironmentReadSql() {}

  /**
   * Returns the statement that lists environments. Its parameters are the tenant, those fields of
   * the query that are not null, and the limit.
   */
  public static String list(EnvironmentQuery query) {
    return list(query, "tenant_id = ?");
  }

  /** Like {@link #list(EnvironmentQuery)}, for all tenants and without the parameter of one. */
  static String listOfAllTenants(EnvironmentQuery query) {
    return list(query, "true");
  }

  private static String list(EnvironmentQuery query, String tenants) {
    return "select "
        + LIST_COLUMNS
        + " from environments where "
        + tenants
        + (query.status() == null ? "" : " and status = ?")
        + (query.region() == null ? "" : " and region = ?")
        + (query.name() == null ? "" : " and name = ?")
        + (query.after() == null ? "" : " and (created_at, id) < (?, ?)")
        + " order by created_at desc, id desc limit ?";
  }

  /**
   * Returns the statement that searches environments, with the tenant as the last column. Its named
   * parameters are those fields of the search that restrict it, {@code limit} and {@code offset}.
   * The ids of the page are found in the index {@code environments_searched}, because rows are
   * wide.
   */
  static String search(EnvironmentSearch search) {
    String order = " order by " + search.order().sql();
    return "select "
        + LIST_COLUMNS
        + " from environments where id in (select id"
        + filter(search)
        + order
        + " limit :limit offset :offset)"
        + order;
  }

  /** Returns the statement that counts what a search finds. */
  static String count(EnvironmentSearch search) {
    return "select count(*)" + filter(search);
  }

  private static String filter(EnvironmentSearch search) {
    return " from environments where true"
        + (search.tenant() == null ? "" : " and tenant_id = :tenant")
        + (search.status() == null
            ? search.withDestroyed() ? "" : " and status <> 'destroyed'"
            : " and status = :status")
        + (search.region() == null ? "" : " and region = :region")
        + (search.text() == null
            ? ""
            // Names, ids and accounts are in lower case, and 'ilike' takes several times as long.
            : " and (name like lower(:text) or id like lower(:text) or account_id like :text"
                + " or created_by ilike :text)");
  }
}
