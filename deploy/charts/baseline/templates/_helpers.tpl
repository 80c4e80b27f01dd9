{{- define "baseline.labels" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* A repository, given the root context and an image; a mirror replaces the host of the registry. */}}
{{- define "baseline.repository" -}}
{{- $repository := (index . 1).repository -}}
{{- with (index . 0).Values.imageRegistry -}}
{{ . }}/{{ regexReplaceAll "^[^/]+/" $repository "" }}
{{- else -}}
{{ $repository }}
{{- end -}}
{{- end }}

{{/* The autoscaler simulates the scheduler of its own version, which must match the cluster's. */}}
{{- define "baseline.autoscalerTag" -}}
{{- $known := dict "1.31" "v1.31.0" "1.32" "v1.32.0" "1.33" "v1.33.0" "1.34" "v1.34.0" "1.35" "v1.35.0" "1.36" "v1.36.0" -}}
{{- if .Values.autoscaler.image.tag -}}
{{ .Values.autoscaler.image.tag }}
{{- else if hasKey $known .Values.kubernetesVersion -}}
{{ get $known .Values.kubernetesVersion }}
{{- else -}}
{{ fail (printf "no cluster autoscaler version is known for Kubernetes %s; set autoscaler.image.tag" .Values.kubernetesVersion) }}
{{- end -}}
{{- end }}
