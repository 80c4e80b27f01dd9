package io.beta9.provisioning.cloudsim.aws.authorization;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The permissions that a principal needed, as a text that can be kept and compared: one line of
 * JSON for each, sorted, without duplicates. Generated ids are replaced, so that a later recording
 * of the same calls is identical.
 */
public final class PermissionRecording {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The keys of tags that identify who a resource belongs to; others are left out. */
  private static final Pattern OWNERSHIP_TAG =
      Pattern.compile(
          "aws:(request|resource)tag/(beta9:(managed-by|environment-id)|.*k8s.*|aws:eks.*)");

  /** The values of these keys differ between requests that are otherwise equal. */
  private static final Set<String> LEFT_OUT =
      Set.of("aws:principalarn", "aws:principalaccount", "aws:securetransport", "aws:tagkeys");

  private static final Map<Pattern, String> GENERATED = generated();

  private PermissionRecording() {}

  private static Map<Pattern, String> generated() {
    Map<Pattern, String> patterns = new LinkedHashMap<>();
    patterns.put(
        Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "uuid");
    patterns.put(Pattern.compile("\\b(beta9-|env_)[0-9a-f]{12}\\b"), "$1000000000000");
    patterns.put(
        Pattern.compile("(arn:aws[a-z-]*:s3:::[a-z0-9-]+-)[0-9a-f]{12}(?=$|/)"), "$1000000000000");
    patterns.put(
        Pattern.compile(
            "\\b(acl|eipalloc|eni|fl|i|igw|lt|nat|rtb|sg|sgr|subnet|vol|vpc|vpce)-[0-9a-f]{8,17}\\b"),
        "$1-0");
    patterns.put(Pattern.compile("(:secret:.*)-[A-Za-z0-9]{6}$"), "$1-AbCdEf");
    patterns.put(Pattern.compile("/id/[0-9A-F]+$"), "/id/0");
    patterns.put(Pattern.compile(":db-[A-Z0-9]{26}$"), ":db-0");
    patterns.put(Pattern.compile(":::(hostedzone|change)/[A-Z0-9]+$"), ":::$1/0");
    patterns.put(Pattern.compile("/(net|app)/[^/]+/[0-9a-f]+(/[0-9a-f]+)?$"), "/$1/name/0");
    patterns.put(Pattern.compile(":targetgroup/[^/]+/[0-9a-f]+$"), ":targetgroup/name/0");
    return patterns;
  }

  /** Returns the text of what one principal needed. */
  public static String write(List<PermissionLog.Entry> entries, String principal) {
    Set<String> lines = new TreeSet<>();
    for (PermissionLog.Entry entry : entries) {
      if (entry.principal().equals(principal)) {
        RequiredPermission permission = entry.permission();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("action", permission.action());
        line.put("resource", normalized(permission.resource()));
        line.put("context", context(permission.context()));
        lines.add(JSON.writeValueAsString(line));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  /** Parses what {@link #write} returned; lines that begin with {@code #} are comments. */
  public static List<RequiredPermission> read(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> JSON.readValue(line, new TypeReference<RequiredPermission>() {}))
        .toList();
  }

  private static Map<String, List<String>> context(Map<String, List<String>> context) {
    Map<String, List<String>> kept = new TreeMap<>();
    context.forEach(
        (key, values) -> {
          boolean tag = key.startsWith("aws:requesttag/") || key.startsWith("aws:resourcetag/");
          if (!LEFT_OUT.contains(key) && (!tag || OWNERSHIP_TAG.matcher(key).matches())) {
            List<String> each = new ArrayList<>();
            values.forEach(value -> each.add(normalized(value)));
            kept.put(normalized(key), each);
          }
        });
    return kept;
  }

  private static String normalized(String text) {
    String result = text;
    for (Map.Entry<Pattern, String> pattern : GENERATED.entrySet()) {
      result = pattern.getKey().matcher(result).replaceAll(pattern.getValue());
    }
    return result;
  }
}
