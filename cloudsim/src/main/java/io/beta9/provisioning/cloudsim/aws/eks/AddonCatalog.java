package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.AddonInfo;
import software.amazon.awssdk.services.eks.model.AddonVersionInfo;
import software.amazon.awssdk.services.eks.model.Compatibility;
import software.amazon.awssdk.services.eks.model.DescribeAddonConfigurationRequest;
import software.amazon.awssdk.services.eks.model.DescribeAddonConfigurationResponse;
import software.amazon.awssdk.services.eks.model.DescribeAddonVersionsRequest;
import software.amazon.awssdk.services.eks.model.DescribeAddonVersionsResponse;

/** The add-ons that EKS offers, and their versions. */
final class AddonCatalog {
  /**
   * One add-on.
   *
   * @param baseVersion its version without the build number
   * @param followsKubernetesVersion whether its version equals the Kubernetes version, as for
   *     kube-proxy
   * @param needsNodes whether it is a Deployment, which is unhealthy without nodes
   * @param selfManagedByDefault whether new clusters may contain a self-managed copy of it
   */
  record AddonType(
      String name,
      String type,
      String baseVersion,
      boolean followsKubernetesVersion,
      boolean needsNodes,
      boolean selfManagedByDefault) {

    /** Returns the versions for a Kubernetes version, newest first. */
    List<String> versions(String kubernetes) {
      String number = followsKubernetesVersion ? kubernetes + ".3" : baseVersion;
      return List.of("v" + number + "-eksbuild.2", "v" + number + "-eksbuild.1");
    }
  }

  private static final Map<String, AddonType> ADDONS = new TreeMap<>();

  static {
    add(new AddonType("vpc-cni", "networking", "1.20.4", false, false, true));
    add(new AddonType("kube-proxy", "networking", "", true, false, true));
    add(new AddonType("coredns", "networking", "1.12.4", false, true, true));
    add(new AddonType("aws-ebs-csi-driver", "storage", "1.51.1", false, true, false));
    add(new AddonType("aws-efs-csi-driver", "storage", "2.1.13", false, true, false));
    add(new AddonType("snapshot-controller", "storage", "8.3.0", false, true, false));
    add(new AddonType("metrics-server", "observability", "0.8.0", false, true, false));
    add(new AddonType("kube-state-metrics", "observability", "2.17.0", false, true, false));
    add(new AddonType("prometheus-node-exporter", "observability", "1.9.1", false, false, false));
    add(
        new AddonType(
            "amazon-cloudwatch-observability", "observability", "4.6.0", false, true, false));
    add(new AddonType("eks-pod-identity-agent", "security", "1.3.9", false, false, false));
    add(new AddonType("eks-node-monitoring-agent", "observability", "1.4.1", false, false, false));
    add(new AddonType("cert-manager", "security", "1.19.1", false, true, false));
  }

  private AddonCatalog() {}

  private static void add(AddonType kind) {
    ADDONS.put(kind.name(), kind);
  }

  static AddonType require(String name) {
    AddonType kind = ADDONS.get(name);
    if (kind == null) {
      throw EksErrors.invalidParameter("Addon " + name + " specified is not supported");
    }
    return kind;
  }

  static String requireVersion(AddonType kind, @Nullable String requested, String kubernetes) {
    List<String> versions = kind.versions(kubernetes);
    if (requested == null) {
      return versions.getFirst();
    }
    if (!versions.contains(requested)) {
      throw EksErrors.invalidParameter(
          "Addon version specified is not supported: "
              + kind.name()
              + " "
              + requested
              + " with Kubernetes "
              + kubernetes);
    }
    return requested;
  }

  static void register(Operations operations) {
    operations.on(DescribeAddonVersionsRequest.class, AddonCatalog::describe);
    operations.on(DescribeAddonConfigurationRequest.class, AddonCatalog::configuration);
  }

  private static DescribeAddonVersionsResponse describe(
      DescribeAddonVersionsRequest request, Call call) {
    List<AddonInfo> infos =
        ADDONS.values().stream()
            .filter(kind -> request.addonName() == null || kind.name().equals(request.addonName()))
            .map(kind -> info(kind, request.kubernetesVersion()))
            .toList();
    if (request.addonName() != null && infos.isEmpty()) {
      throw EksErrors.notFound("Addon " + request.addonName() + " not found");
    }
    Page<AddonInfo> page = Page.of(infos, request.nextToken(), request.maxResults(), 100);
    return DescribeAddonVersionsResponse.builder()
        .addons(page.items())
        .nextToken(page.next())
        .build();
  }

  private static AddonInfo info(AddonType kind, @Nullable String kubernetes) {
    Map<String, List<Compatibility>> byVersion = new LinkedHashMap<>();
    for (String cluster :
        kubernetes == null
            ? KubernetesVersions.all()
            : List.of(KubernetesVersions.require(kubernetes))) {
      for (String version : kind.versions(cluster)) {
        byVersion
            .computeIfAbsent(version, ignored -> new ArrayList<>())
            .add(
                Compatibility.builder()
                    .clusterVersion(cluster)
                    .platformVersions("*")
                    .defaultVersion(version.equals(kind.versions(cluster).getFirst()))
                    .build());
      }
    }
    return AddonInfo.builder()
        .addonName(kind.name())
        .type(kind.type())
        .publisher("eks")
        .owner("aws")
        .addonVersions(
            byVersion.entrySet().stream()
                .map(
                    entry ->
                        AddonVersionInfo.builder()
                            .addonVersion(entry.getKey())
                            .architecture("amd64", "arm64")
                            .compatibilities(entry.getValue())
                            .requiresConfiguration(false)
                            .requiresIamPermissions(
                                kind.name().contains("csi") || kind.name().equals("vpc-cni"))
                            .build())
                .toList())
        .build();
  }

  private static DescribeAddonConfigurationResponse configuration(
      DescribeAddonConfigurationRequest request, Call call) {
    return DescribeAddonConfigurationResponse.builder()
        .addonName(require(request.addonName()).name())
        .addonVersion(request.addonVersion())
        .configurationSchema(
            "{\"$schema\":\"http://json-schema.org/draft-06/schema#\",\"type\":\"object\"}")
        .build();
  }
}
