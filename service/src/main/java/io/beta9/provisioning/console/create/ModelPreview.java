package io.beta9.provisioning.console.create;

import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.facts;
import static io.beta9.provisioning.console.html.Tags.h3;

import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags.Fact;
import io.beta9.provisioning.metaconfig.catalog.BuildWorker;
import io.beta9.provisioning.metaconfig.catalog.RequestLimits;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.ArrayList;
import java.util.List;

/** What an infra model creates, for people. */
final class ModelPreview {
  private ModelPreview() {}

  static Html of(InfraModel model) {
    InfraModel.Network network = model.network();
    List<Fact> subnets = new ArrayList<>();
    subnets.add(new Fact("VPC", network.cidr()));
    subnets.add(new Fact("Zones", String.join(", ", network.availabilityZones())));
    subnets.add(new Fact("Public subnets", String.join(", ", network.publicSubnets().values())));
    subnets.add(new Fact("Private subnets", String.join(", ", network.privateSubnets().values())));
    subnets.add(new Fact("NAT gateways", network.natGatewayPerZone() ? "one in each zone" : "one"));
    List<Fact> nodes = new ArrayList<>();
    nodes.add(new Fact("Kubernetes", model.cluster().kubernetesVersion()));
    nodes.add(new Fact("System", nodes(model.systemNodes())));
    nodes.add(new Fact("CPU", nodes(model.cpuNodes())));
    InfraModel.NodeGroup gpu = model.gpuNodes();
    if (gpu != null) {
      nodes.add(new Fact("GPU", nodes(gpu) + ", " + gpu.gpuType()));
    }
    InfraModel.Postgres postgres = model.postgres();
    InfraModel.ObjectStore store = model.objectStore();
    return div(
        "groups",
        group("Network", subnets),
        group("Cluster and machines", nodes),
        group(
            "Data",
            List.of(
                new Fact(
                    "PostgreSQL " + postgres.engineVersion(),
                    postgres.instanceClass()
                        + ", "
                        + postgres.storageGb()
                        + " GB"
                        + (postgres.multiAz() ? ", with a standby" : "")),
                new Fact("Backups", postgres.backupRetentionDays() + " days"),
                new Fact(
                    "Redis " + model.redis().engineVersion(),
                    model.redis().nodeType()
                        + (model.redis().replicas() > 0 ? ", with a replica" : "")),
                new Fact("Bucket", store.versioning() ? "with versions" : "without versions"))),
        group(
            "Beta9",
            List.of(
                new Fact("Domain", model.beta9().domain()),
                new Fact(
                    "Gateway",
                    model.beta9().gatewayVersion()
                        + ", "
                        + model.beta9().gatewayReplicas()
                        + " replicas"),
                new Fact("Largest container", limits(model.requestLimits())),
                new Fact("Build worker", build(model.buildWorker())),
                new Fact("Logs", "kept for " + model.logRetentionDays() + " days"))));
  }

  private static String limits(RequestLimits limits) {
    return limits.millicpus()
        + " millicpus, "
        + limits.memoryGib()
        + " GiB"
        + (limits.gpus() > 0 ? ", " + limits.gpus() + " GPU" : "")
        + "; "
        + limits.replicas()
        + " of one function";
  }

  private static String build(BuildWorker build) {
    return build.millicpus()
        + " millicpus, "
        + build.memoryGib()
        + " GiB, of which "
        + build.sharedMemoryGib()
        + " GiB for the image";
  }

  private static String nodes(InfraModel.NodeGroup group) {
    return group.instanceType()
        + ", "
        + group.minSize()
        + (group.maxSize() == group.minSize() ? "" : " to " + group.maxSize())
        + ", "
        + group.diskGb()
        + " GB each";
  }

  private static Element group(String title, List<Fact> content) {
    return div("group", h3(title), facts(content));
  }
}
