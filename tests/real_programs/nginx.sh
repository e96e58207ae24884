# shellcheck shell=bash
# nginx with all its files in the folder of the test. To be sourced.

# start_nginx PORT: serves the folder's files and takes uploads to /upload.
start_nginx() {
  mkdir -p "$work/upload" "$work/nginx"
  # Run by root, its workers would be another user, who may not enter the folder.
  local user=
  [ "$(id -u)" != 0 ] || user='user root;'
  cat >"$work/nginx.conf" <<CONFIGURATION
$user
daemon off;
pid $work/nginx/pid;
error_log stderr;
worker_processes 1;
events { worker_connections 512; }
http {
  access_log off;
  keepalive_requests 1000000;
  client_max_body_size 0;
  client_body_temp_path $work/nginx/body;
  proxy_temp_path $work/nginx/proxy;
  fastcgi_temp_path $work/nginx/fastcgi;
  uwsgi_temp_path $work/nginx/uwsgi;
  scgi_temp_path $work/nginx/scgi;
  server {
    listen 127.0.0.1:$1;
    root $work;
    location /upload/ { dav_methods PUT; }
  }
}
CONFIGURATION
  start_server "$1" nginx -p "$work" -c "$work/nginx.conf"
}
