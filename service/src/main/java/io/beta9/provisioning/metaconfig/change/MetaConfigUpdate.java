package io.beta9.provisioning.metaconfig.change;

import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.catalog.KubernetesVersions;
import io.beta9.provisioning.metaconfig.change.UpdateEffect.EffectKind;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.model.ModelDifference;
import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An update of an environment's meta-config: the new model, and what each change of it means.
 *
 * @param model the model after the update; subnets and storage of the existing one are kept
 * @param changes the changed values, ordered by path
 * @param violations the changes that are rejected, by their path in the meta-config
 */
public record MetaConfigUpdate(
    MetaConfig config, InfraModel model, List<ChangedValue> changes, List<Violation> violations) {

  /** The fields from which the subnets are derived. */
  private static final Set<String> FIELDS_OF_SUBNETS =
      Set.of("network.cidr", "network.availability_zones");

  /** The output with the version that control plane, add-ons and nodes have reached. */
  public static final String KUBERNETES_VERSION_OUTPUT = "kubernetes_version";

  private static final String KUBERNETES_VERSION = "cluster.kubernetes_version";

  /** A changed value of the model, and what that means. */
  public record ChangedValue(ModelDifference difference, UpdateEffect effect) {}

  /**
   * An environment's current meta-config and model.
   *
   * @param permissionsBoundary the ARN of the permissions boundary that its account requires now;
   *     null if it requires none
   * @param kubernetesVersion the version that control plane, add-ons and nodes were last known to
   *     have; another one than the meta-config's after an update that has failed. Null if unknown
   */
  public record Current(
      MetaConfig config,
      InfraModel model,
      @Nullable String permissionsBoundary,
      @Nullable String kubernetesVersion) {

    public Current(MetaConfig config, InfraModel model) {
      this(config, model, model.permissionsBoundary(), null);
    }

    private String versionOfCluster() {
      return kubernetesVersion == null ? config.cluster().kubernetesVersion() : kubernetesVersion;
    }
  }

  /** Returns the update to a meta-config of an environment in which something has been created. */
  public static MetaConfigUpdate ofExisting(Current current, MetaConfig config) {
    InfraModel model =
        InfraModelFactory.from(config, current.model().environmentId(), current.model())
            .withPermissionsBoundary(current.permissionsBoundary());
    List<ChangedValue> changes =
        differences(current.model(), model).stream()
            .map(difference -> new ChangedValue(difference, effect(current, config, difference)))
            .toList();
    List<Violation> violations = fixed(current, config);
    changes.stream()
        .filter(change -> change.effect().kind() == EffectKind.REJECTED)
        .filter(change -> violations.stream().noneMatch(covers(change)))
        .map(MetaConfigUpdate::violation)
        .forEach(violations::add);
    return new MetaConfigUpdate(
        config.withZones(model.network().availabilityZones()),
        model,
        changes,
        List.copyOf(violations));
  }

  /** Returns the update to a meta-config of an environment in which nothing has been created. */
  public static MetaConfigUpdate ofUncreated(Current current, MetaConfig config) {
    InfraModel model =
        InfraModelFactory.from(config, current.model().environmentId())
            .withPermissionsBoundary(current.permissionsBoundary());
    return new MetaConfigUpdate(
        config,
        model,
        differences(current.model(), model).stream()
            .map(difference -> new ChangedValue(difference, UpdateEffect.inPlace("")))
            .toList(),
        List.copyOf(fixed(current, config)));
  }

  /** What an earlier version derived without storing it does not change. */
  private static List<ModelDifference> differences(InfraModel before, InfraModel after) {
    return ModelDifference.between(
        InfraModelJson.toTree(before.withWorkloadSizes()), InfraModelJson.toTree(after));
  }

  /** Returns the consequences that have to be accepted. */
  public Set<Consequence> requiredAcceptances() {
    Set<Consequence> required = EnumSet.noneOf(Consequence.class);
    for (ChangedValue change : changes) {
      Consequence consequence = change.effect().consequence();
      if (change.effect().kind() == EffectKind.ACCEPTANCE && consequence != null) {
        required.add(consequence);
      }
    }
    return required;
  }

  private static java.util.function.Predicate<Violation> covers(ChangedValue change) {
    return violation ->
        violation.path().endsWith(change.difference().path())
            || (change.difference().path().equals("environment_name")
                && violation.path().equals("name"))
            || (change.difference().path().startsWith("network.")
                && FIELDS_OF_SUBNETS.contains(violation.path()))
            || (change.difference().path().equals("object_store.bucket_name")
                && violation.path().equals("data.object_store.bucket_prefix"));
  }

  private static Violation violation(ChangedValue change) {
    ModelDifference difference = change.difference();
    return new Violation(
        difference.path(),
        "is "
            + difference.before()
            + " and cannot become "
            + difference.after()
            + ": "
            + change.effect().explanation());
  }

  /**
   * After a failed update of the version, the cluster may still have the earlier one: keeping that
   * is no downgrade, and a later one would skip a version.
   */
  private static UpdateEffect effect(
      Current current, MetaConfig config, ModelDifference difference) {
    return difference.path().equals(KUBERNETES_VERSION)
        ? ModelChangeRules.kubernetesVersion(
            current.versionOfCluster(), config.cluster().kubernetesVersion())
        : ModelChangeRules.of(difference);
  }

  private static List<Violation> fixed(Current current, MetaConfig after) {
    MetaConfig before = current.config();
    List<Violation> violations = new ArrayList<>();
    requireUnchanged("name", before.name(), after.name(), violations);
    requireUnchanged(
        "cloud.provider", before.cloud().provider(), after.cloud().provider(), violations);
    requireUnchanged("cloud.region", before.cloud().region(), after.cloud().region(), violations);
    requireUnchanged(
        "cloud.account_id", before.cloud().accountId(), after.cloud().accountId(), violations);
    requireUnchanged("network.cidr", before.network().cidr(), after.network().cidr(), violations);
    requireUnchanged(
        "data.object_store.bucket_prefix",
        before.data().objectStore().bucketPrefix(),
        after.data().objectStore().bucketPrefix(),
        violations);
    KubernetesVersions.updateProblem(
            current.versionOfCluster(), after.cluster().kubernetesVersion())
        .ifPresent(problem -> violations.add(new Violation(KUBERNETES_VERSION, problem)));
    return violations;
  }

  private static void requireUnchanged(
      String path, Object before, Object after, List<Violation> violations) {
    if (!Objects.equals(before, after)) {
      violations.add(
          new Violation(
              path,
              "is '" + before + "' and cannot become '" + after + "' in an existing environment"));
    }
  }
}
