package io.beta9.provisioning.console;

import io.beta9.provisioning.console.ConsoleFixture.Row;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.metaconfig.change.MetaConfigUpdate;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.plan.PlanImpact;
import io.beta9.provisioning.terraform.plan.PlanImpactJson;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** Plans of updates as workers record them. */
final class SamplePlan {
  /** A plan that replaces and removes resources of the platform. */
  static final List<PlanImpact> INTERRUPTING =
      List.of(
          new PlanImpact(
              "aws_launch_template.nodes[\"cpu\"]", Action.CREATE, List.of(), null, null),
          new PlanImpact(
              "aws_db_instance.this",
              Action.UPDATE,
              List.of("allocated_storage", "instance_class"),
              Consequence.DATABASE_RESTART,
              null),
          new PlanImpact(
              "aws_eks_addon.vpc_cni", Action.UPDATE, List.of("addon_version"), null, null),
          new PlanImpact("aws_cloudwatch_log_group.flow", Action.DELETE, List.of(), null, null),
          new PlanImpact(
              "aws_eks_node_group.this[\"cpu\"]",
              Action.REPLACE,
              List.of(),
              Consequence.NODE_GROUPS,
              null));

  private final JdbcClient jdbc;
  private final Row row;

  SamplePlan(JdbcClient jdbc, Row row) {
    this.jdbc = jdbc;
    this.row = row;
  }

  /** Inserts a complete plan of an update that doubles the database and changes the CPU nodes. */
  void insert(String id, List<PlanImpact> impacts) {
    MetaConfig current = MetaConfigJson.fromJson(column("meta_config"));
    ObjectNode changed = MetaConfigJson.toTree(current);
    if (changed.path("beta9").path("workers") instanceof ObjectNode workers) {
      workers.put("max_workers", 6);
    }
    if (changed.path("data").path("postgres") instanceof ObjectNode postgres) {
      postgres.put("size", "medium");
    }
    MetaConfig config = MetaConfigJson.fromJson(changed.toString());
    MetaConfigUpdate update =
        MetaConfigUpdate.ofExisting(
            new MetaConfigUpdate.Current(current, InfraModelJson.fromJson(column("infra_model"))),
            config);
    insert(id, "succeeded", config, update, impacts, null);
  }

  /** Inserts an update that was rejected because of what it had planned. */
  void insertRejected(String id, List<PlanImpact> impacts, Failure failure) {
    insert(id, "failed", null, null, impacts, failure);
  }

  private String column(String name) {
    return jdbc.sql("select " + name + " from environments where id = :id")
        .param("id", row.id())
        .query(String.class)
        .single();
  }

  private void insert(
      String id,
      String state,
      @Nullable MetaConfig config,
      @Nullable MetaConfigUpdate update,
      List<PlanImpact> impacts,
      @Nullable Failure failure) {
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, state, requested_by,
              created_at, first_claimed_at, finished_at, planned_meta_config, planned_model,
              planned_changes, failure)
            values (:id, :env, :tenant, 'update', :state, 'ann@acme.example',
              now() - interval '25 minutes', now() - interval '25 minutes',
              now() - interval '24 minutes', :meta::jsonb, :model::jsonb, :impacts::jsonb,
              :failure::jsonb)
            """)
        .param("id", id)
        .param("env", row.id())
        .param("tenant", row.tenant().value())
        .param("state", state)
        .param("meta", config == null ? null : MetaConfigJson.toTree(config).toString())
        .param("model", update == null ? null : InfraModelJson.toTree(update.model()).toString())
        .param("impacts", PlanImpactJson.write(impacts))
        .param("failure", FailureJson.write(failure))
        .update();
  }

  /** Ends a requested plan, as a worker does. */
  static void complete(JdbcClient jdbc, String id, List<PlanImpact> impacts) {
    jdbc.sql(
            """
            update operations set state = 'succeeded', finished_at = now(),
              planned_changes = :impacts::jsonb where id = :id
            """)
        .param("id", id)
        .param("impacts", PlanImpactJson.write(impacts))
        .update();
  }

  /** A plan in which everything that can be text is the given text. */
  static List<PlanImpact> hostile(String text) {
    return List.of(
        new PlanImpact("aws_vpc.this[\"" + text + "\"]", Action.DELETE, List.of(), null, text),
        new PlanImpact("w".repeat(300), Action.UPDATE, List.of(text, "v".repeat(200)), null, null));
  }
}
