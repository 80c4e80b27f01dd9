package io.beta9.provisioning.metaconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.catalog.GpuType;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.catalog.RequestLimits;
import io.beta9.provisioning.metaconfig.catalog.WorkerNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Compares docs/meta-config.md with the code. */
class MetaConfigPageTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_0-9.]+)` \\|");
  private static final Set<String> FREE_FORM = Set.of("tags", "cluster.node_labels");

  /** The page before its second table of fields, which lists what a change does. */
  private static String fieldTable() throws IOException {
    String page = page();
    return page.substring(0, page.indexOf("<!-- generated: changes -->"));
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("..", "docs", "meta-config.md"));
  }

  @Test
  void documents_exactly_the_existing_fields() throws IOException {
    List<String> fields = new ArrayList<>();
    String complete =
        MetaConfigs.smallWith("  image_registry: registry.example\n  runner_version: '0.1.5'\n");
    collect("", MetaConfigJson.toTree(MetaConfigs.valid(complete)), fields);

    assertThat(ROW.matcher(fieldTable()).results().map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(fields);
  }

  @Test
  void documents_every_instance_type() throws IOException {
    String page = page();
    for (Profile profile : Profile.values()) {
      assertThat(page)
          .contains(described(profile.system()), described(profile.cpu()))
          .contains(
              "0 to " + profile.gpu().max() + ", " + profile.gpu().type().label(),
              profile.dataStores().postgresClass()
                  + ", "
                  + profile.dataStores().postgresStorageGb()
                  + " GB",
              profile.dataStores().redisNodeType());
    }
    for (GpuType gpu : GpuType.values()) {
      assertThat(page)
          .contains(
              "| "
                  + gpu.label()
                  + " | "
                  + String.join(
                      " | ", Arrays.stream(Profile.values()).map(gpu::instanceType).toList())
                  + " |");
    }
  }

  @Test
  void documents_what_fits_on_every_machine() throws IOException {
    Set<String> types = new TreeSet<>();
    for (Profile profile : Profile.values()) {
      types.add(profile.cpu().instanceType());
      Arrays.stream(GpuType.values()).forEach(gpu -> types.add(gpu.instanceType(profile)));
    }
    String page = page();
    for (String type : types) {
      RequestLimits limits =
          new WorkerNodes(new WorkerNodes.NodePool(type, 1), null).defaultLimits();
      assertThat(page)
          .contains("| " + type + " | " + limits.millicpus() + " | " + limits.memoryGib() + " |");
    }
  }

  private static String described(Profile.NodeGroupSize size) {
    return size.min() + " to " + size.max() + " " + size.instanceType();
  }

  private static void collect(String path, JsonNode node, List<String> fields) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      if (entry.getValue().isObject() && !FREE_FORM.contains(name)) {
        collect(name, entry.getValue(), fields);
      } else {
        fields.add(name);
      }
    }
  }
}
