package io.beta9.provisioning.helmrunner;

import com.marcnuri.helm.Release;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What is printed at the end: one JSON object on one line. */
sealed interface Response {

  /** The fields of the JSON object, in their order. */
  Map<String, Object> fields();

  /** How the process ends: 0 done, 1 Helm could not, 2 the request was wrong. */
  int exitCode();

  default String json() {
    return JsonMapper.shared().writeValueAsString(fields());
  }

  /** A release as it is now. */
  record ReleaseFound(Release release) implements Response {
    @Override
    public Map<String, Object> fields() {
      return success("release", describe(release));
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** There is no such release, and that is an answer and not an error. */
  record ReleaseAbsent() implements Response {
    @Override
    public Map<String, Object> fields() {
      return success("absent", true);
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** The release is gone now. */
  record ReleaseRemoved() implements Response {
    @Override
    public Map<String, Object> fields() {
      return success("removed", true);
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** All releases of a namespace, whatever their status. */
  record ReleaseList(List<Release> releases) implements Response {
    @Override
    public Map<String, Object> fields() {
      List<Map<String, Object>> described = new ArrayList<>();
      releases.forEach(release -> described.add(describe(release)));
      return success("releases", described);
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** What a chart comes to with these values. */
  record Manifest(String manifest) implements Response {
    @Override
    public Map<String, Object> fields() {
      return success("manifest", manifest);
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** Which Helm this is. */
  record Version(String version) implements Response {
    @Override
    public Map<String, Object> fields() {
      return success("version", version);
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** It did not work, and why. */
  record Failed(ErrorKind kind, String error) implements Response {
    @Override
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("ok", false);
      fields.put("error", error);
      fields.put("kind", kind.code());
      return fields;
    }

    @Override
    public int exitCode() {
      return kind == ErrorKind.REQUEST ? 2 : 1;
    }
  }

  private static Map<String, Object> success(String field, Object value) {
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
