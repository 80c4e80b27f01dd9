package io.beta9.provisioning.environment;

/** The statements that read environments. They use indexes only, however many there are. */
public final class EnvironmentReadSql {
  /** All columns of an environment. */
  static final String COLUMNS =
      """
      id, tenant_id, name, status, phase, error_message, failure, progress, cloud_provider, region,
      account_id, meta_config, infra_model, state_backend_config, outputs, created_by, created_at,
      updated_at, provisioned_at, destroyed_at, status_since
      """;

  /**
   * Columns of a list: no documents, and progress only where it is shown. {@link
   * EnvironmentRepository} reads them by number.
   */
  private static final String LIST_COLUMNS =
      """
      id, name, status, phase, error_message, failure,
      case when status not in ('ready', 'destroyed') then progress end as progress, cloud_provider,
      region, account_id, created_by, created_at, updated_at, provisioned_at, destroyed_at,
      status_since, status = 'queued'
        and exists (select 1 from region_circuits where state <> 'closed') as may_be_held
      """;

  /** Reads one environment; the parameters are the tenant and the id. */
  public static final String FIND =
      "select " + COLUMNS + " from environments where tenant_id = ? and id = ?";

  private EnvironmentReadSql() {}

  /**
   * Returns the statement that lists environments. Its parameters are the tenant, those fields of
   * the query that are not null, and the limit.
   */
  public static String list(EnvironmentQuery query) {
    return "select "
        + LIST_COLUMNS
        + " from environments where tenant_id = ?"
        + (query.status() == null ? "" : " and status = ?")
        + (query.region() == null ? "" : " and region = ?")
        + (query.name() == null ? "" : " and name = ?")
        + (query.after() == null ? "" : " and (created_at, id) < (?, ?)")
        + " order by created_at desc, id desc limit ?";
  }
}
