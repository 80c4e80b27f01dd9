package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.catalog.KubernetesVersions;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.network.WorkerNetworks;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.metaconfig.text.Document;
import io.beta9.provisioning.metaconfig.text.ValueFormat;
import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Reads and validates meta-configs in JSON or YAML. It returns a result for any input, never
 * throws, and reports all violations together, each with the path of its field.
 */
public final class MetaConfigReader {
  private static final int MAX_VIOLATIONS = 100;

  private final CloudSection cloudSection;
  private final WorkerNetworks workers;

  /**
   * @param allowedRegions the regions that a meta-config may name; {@link AwsRegions#all()} for all
   */
  public MetaConfigReader(Set<String> allowedRegions) {
    this(allowedRegions, WorkerNetworks.UNKNOWN);
  }

  /**
   * @param allowedRegions the regions that a meta-config may name; {@link AwsRegions#all()} for all
   * @param workers the networks of the workers, which have to reach the Kubernetes API
   */
  public MetaConfigReader(Set<String> allowedRegions, WorkerNetworks workers) {
    this.cloudSection = new CloudSection(Set.copyOf(allowedRegions));
    this.workers = workers;
  }

  /** Returns what prevents the creation of an environment with a valid meta-config. */
  public List<Violation> creationViolations(MetaConfig valid) {
    return NewEnvironmentRules.violations(valid, workers);
  }

  /** Reads a request body or file in the given format. */
  public ParseResult read(byte[] body, BodyFormat format) {
    return switch (Document.read(body, format)) {
      case Document.Malformed(Violation violation) -> new ParseResult.Invalid(List.of(violation));
      case Document.Tree(JsonNode root) when !root.isObject() ->
          new ParseResult.Invalid(
              List.of(
                  new Violation(
                      Violation.BODY,
                      "must be a mapping of fields, not " + ValueFormat.described(root))));
      case Document.Tree(JsonNode root) -> read(root);
    };
  }

  private ParseResult read(JsonNode tree) {
    List<Violation> violations = new ArrayList<>();
    Fields root = Fields.root(tree, violations);
    String name = root.requiredText("name", NameRules::environment);
    CloudLocation cloud = cloudSection.read(root);
    MetaConfig.ClusterConfig cluster = cluster(root);
    Profile profile = cluster.profile();
    MetaConfig config =
        new MetaConfig(
            name,
            cloud,
            cluster,
            NetworkSection.read(root, cloud.region(), profile),
            DataSection.read(root, profile),
            Beta9Section.read(root, cloud, profile),
            AccessSection.read(root, cloud),
            tags(root));
    root.rejectUnknownFields();
    return violations.isEmpty()
        ? new ParseResult.Valid(config)
        : new ParseResult.Invalid(truncated(violations));
  }

  private MetaConfig.ClusterConfig cluster(Fields root) {
    Fields cluster = root.section("cluster");
    Map<String, Profile> profiles = Profile.byLabel();
    String profile =
        cluster.text("profile", Profile.SMALL.label(), Fields.oneOf(profiles, "a profile"));
    String version =
        cluster
            .numericText(
                "kubernetes_version",
                Fields.oneOf(KubernetesVersions.byName(), "a supported Kubernetes version"))
            .orElse(KubernetesVersions.DEFAULT);
    Map<String, String> labels =
        cluster.textMap("node_labels", LabelRules::labelKey, LabelRules::labelValue);
    if (labels.size() > LabelRules.MAX_LABELS) {
      cluster.addViolation(
          "node_labels",
          "contains " + labels.size() + " labels; the maximum is " + LabelRules.MAX_LABELS);
    }
    MetaConfig.ClusterEndpoint endpoint =
        EndpointSection.read(cluster, NetworkSection.statedCidr(root), workers);
    cluster.rejectUnknownFields();
    return new MetaConfig.ClusterConfig(
        profiles.getOrDefault(profile, Profile.SMALL), version, sorted(labels), endpoint);
  }

  private static Map<String, String> tags(Fields root) {
    Map<String, String> tags = root.textMap("tags", LabelRules::tagKey, LabelRules::tagValue);
    LabelRules.checkTags(root, tags);
    return sorted(tags);
  }

  private static Map<String, String> sorted(Map<String, String> texts) {
    return Collections.unmodifiableMap(new TreeMap<>(texts));
  }

  /** Limits the size of the response to invalid input. */
  private static List<Violation> truncated(List<Violation> violations) {
    if (violations.size() <= MAX_VIOLATIONS) {
      return violations;
    }
    List<Violation> first = new ArrayList<>(violations.subList(0, MAX_VIOLATIONS));
    first.add(
        new Violation(
            Violation.BODY, "and " + (violations.size() - MAX_VIOLATIONS) + " more violations"));
    return first;
  }
}
