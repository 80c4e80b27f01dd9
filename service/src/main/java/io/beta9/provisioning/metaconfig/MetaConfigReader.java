package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.catalog.KubernetesVersions;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.metaconfig.text.Document;
import io.beta9.provisioning.metaconfig.text.ValueWords;
import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Reads a meta-config from JSON or YAML. Whatever the bytes are, the answer is a value and never an
 * exception; and it names everything that is wrong at once, each by its path.
 */
public final class MetaConfigReader {
  private static final int MOST_VIOLATIONS = 100;

  private final CloudSection cloudSection;

  /**
   * @param allowedRegions where environments may be made; {@link AwsRegions#all()} for everywhere
   */
  public MetaConfigReader(Set<String> allowedRegions) {
    this.cloudSection = new CloudSection(Set.copyOf(allowedRegions));
  }

  /** Reads a body whose notation follows from its Content-Type or file name. */
  public ParseResult read(byte[] body, BodyFormat format) {
    return switch (Document.read(body, format)) {
      case Document.Malformed(Violation violation) -> new ParseResult.Invalid(List.of(violation));
      case Document.Tree(JsonNode root) when !root.isObject() ->
          new ParseResult.Invalid(
              List.of(
                  new Violation(
                      Violation.BODY, "must be a mapping of fields, is " + ValueWords.kind(root))));
      case Document.Tree(JsonNode root) -> read(root);
    };
  }

  private ParseResult read(JsonNode tree) {
    List<Violation> violations = new ArrayList<>();
    Fields root = Fields.root(tree, violations);
    String name = root.requiredText("name", NameRules::environment);
    CloudTarget cloud = cloudSection.read(root);
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
            tags(root));
    root.refuseOthers();
    return violations.isEmpty()
        ? new ParseResult.Valid(config)
        : new ParseResult.Invalid(bounded(violations));
  }

  private static MetaConfig.ClusterConfig cluster(Fields root) {
    Fields cluster = root.section("cluster");
    Map<String, Profile> profiles = Profile.byWord();
    String profile =
        cluster.text("profile", Profile.SMALL.word(), Fields.oneOf(profiles, "a profile"));
    String version =
        cluster
            .digits(
                "kubernetes_version",
                Fields.oneOf(KubernetesVersions.byWord(), "a supported version of Kubernetes"))
            .orElse(KubernetesVersions.DEFAULT);
    Map<String, String> labels =
        cluster.texts("node_labels", LabelRules::labelKey, LabelRules::labelValue);
    if (labels.size() > LabelRules.MOST_LABELS) {
      cluster.wrong(
          "node_labels", "holds " + labels.size() + "; at most " + LabelRules.MOST_LABELS);
    }
    cluster.refuseOthers();
    return new MetaConfig.ClusterConfig(
        profiles.getOrDefault(profile, Profile.SMALL), version, sorted(labels));
  }

  private static Map<String, String> tags(Fields root) {
    Map<String, String> tags = root.texts("tags", LabelRules::tagKey, LabelRules::tagValue);
    LabelRules.checkTags(root, tags);
    return sorted(tags);
  }

  private static Map<String, String> sorted(Map<String, String> texts) {
    return Collections.unmodifiableMap(new TreeMap<>(texts));
  }

  /** So that no answer grows with the nonsense in a question. */
  private static List<Violation> bounded(List<Violation> violations) {
    if (violations.size() <= MOST_VIOLATIONS) {
      return violations;
    }
    List<Violation> first = new ArrayList<>(violations.subList(0, MOST_VIOLATIONS));
    first.add(
        new Violation(
            Violation.BODY,
            "and " + (violations.size() - MOST_VIOLATIONS) + " more things that are wrong"));
    return first;
  }
}
