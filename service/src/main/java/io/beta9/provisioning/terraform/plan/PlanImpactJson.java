package io.beta9.provisioning.terraform.plan;

import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The stored form of the impacts of a plan. */
public final class PlanImpactJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** More are not stored; a module has about a hundred resources. */
  private static final int MAX_IMPACTS = 1000;

  private PlanImpactJson() {}

  public static String write(List<PlanImpact> impacts) {
    ArrayNode array = JSON.createArrayNode();
    for (PlanImpact impact : impacts.subList(0, Math.min(impacts.size(), MAX_IMPACTS))) {
      ObjectNode node = array.addObject();
      node.put("address", impact.address());
      node.put("action", impact.action().code());
      impact.attributes().forEach(node.putArray("attributes")::add);
      if (impact.consequence() != null) {
        node.put("consequence", impact.consequence().code());
      }
      if (impact.loss() != null) {
        node.put("loss", impact.loss());
      }
    }
    return JSON.writeValueAsString(array);
  }

  public static List<PlanImpact> read(String text) {
    List<PlanImpact> impacts = new ArrayList<>();
    for (JsonNode node : JSON.readTree(text)) {
      List<String> attributes = new ArrayList<>();
      node.path("attributes").forEach(name -> attributes.add(name.asString("")));
      impacts.add(
          new PlanImpact(
              node.path("address").asString(""),
              Action.of(node.path("action").asString("")),
              attributes,
              consequence(node.path("consequence").asString("")),
              node.path("loss").isString() ? node.path("loss").asString() : null));
    }
    return impacts;
  }

  private static @Nullable Consequence consequence(String code) {
    return Arrays.stream(Consequence.values())
        .filter(each -> each.code().equals(code))
        .findFirst()
        .orElse(null);
  }
}
