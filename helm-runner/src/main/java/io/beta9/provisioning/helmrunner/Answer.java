package io.beta9.provisioning.helmrunner;

import com.marcnuri.helm.Release;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What is printed at the end: one JSON object on one line. */
sealed interface Answer {

  /** The fields of the JSON object, in their order. */
  Map<String, Object> fields();

  /** How the process ends: 0 done, 1 Helm could not, 2 the request was wrong. */
  int exitCode();

  default String json() {
    return JsonMapper.shared().writeValueAsString(fields());
  }

  /** A release as it is now. */
  record Found(Release release) implements Answer {
    @Override
    public Map<String, Object> fields() {
      return ok("release", describe(release));
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** There is no such release, and that is an answer and not an error. */
  record Absent() implements Answer {
    @Override
    public Map<String, Object> fields() {
      return ok("absent", true);
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** The release is gone now. */
  record Removed() implements Answer {
    @Override
    public Map<String, Object> fields() {
      return ok("removed", true);
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** All releases of a namespace, whatever their status. */
  record Releases(List<Release> releases) implements Answer {
    @Override
    public Map<String, Object> fields() {
      List<Map<String, Object>> described = new ArrayList<>();
      releases.forEach(release -> described.add(describe(release)));
      return ok("releases", described);
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** What a chart comes to with these values. */
  record Manifest(String manifest) implements Answer {
    @Override
    public Map<String, Object> fields() {
      return ok("manifest", manifest);
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** Which Helm this is. */
  record Version(String version) implements Answer {
    @Override
    public Map<String, Object> fields() {
      return ok("version", version);
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** It did not work, and why. */
  record Failed(ErrorKind kind, String error) implements Answer {
    @Override
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("ok", false);
      fields.put("error", error);
      fields.put("kind", kind.word());
      return fields;
    }

    @Override
    public int exitCode() {
      return kind == ErrorKind.REQUEST ? 2 : 1;
    }
  }

  private static Map<String, Object> ok(String field, Object value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("ok", true);
    fields.put(field, value);
    return fields;
  }

  private static Map<String, Object> describe(Release release) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", release.getName());
    fields.put("namespace", release.getNamespace());
    fields.put("status", release.getStatus());
    fields.put("revision", Integer.parseInt(release.getRevision()));
    fields.put("chart", release.getChart());
    fields.put("app_version", release.getAppVersion());
    return fields;
  }
}
